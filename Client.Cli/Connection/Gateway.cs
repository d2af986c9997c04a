using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Sanctum.Connection;

/// <summary>The gateway, over HTTP. Whatever does not end well is a <see cref="ProblemException"/>.</summary>
internal sealed class Gateway : IDisposable
{
    // Above the longest wait that the gateway grants a sender.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(150);
    private static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(10);
    private readonly HttpClient _http;
    private Credential? _credential;

    [SuppressMessage("ApiDesign", "RS0030", Justification = "One client for the one command of a process.")]
    public Gateway(Uri url)
    {
        Url = url;
        // A proxy cannot know what this machine's own loopback is.
        var handler = new SocketsHttpHandler { ConnectTimeout = ConnectPatience, UseProxy = !url.IsLoopback };
        _http = new HttpClient(handler)
        {
            BaseAddress = new Uri(url.AbsoluteUri.TrimEnd('/') + '/'),
            Timeout = Patience,
        };
        _http.DefaultRequestHeaders.UserAgent.ParseAdd("sanctum-cli");
    }

    public Uri Url { get; }

    /// <summary>
    /// What requests are signed with: what the environment gives, else what <c>sanctum login</c> or the machine's key gave
    /// before.
    /// </summary>
    public async Task<Credential?> FindCredential(CancellationToken cancellationToken)
    {
        _credential ??= Credential.OfEnvironment() ?? CredentialFile.Find(Url);
        if (_credential?.IsExpiring(Now) == true)
            _credential = await CredentialFile.Alone(() => Refresh(cancellationToken), cancellationToken);
        return _credential;
    }

    /// <summary>Signs in with a password and keeps the tokens.</summary>
    public async Task<TokenShape> SignIn(
        string? tenant, string username, string password, CancellationToken cancellationToken)
    {
        var tokens = await AskUnsigned(Route.To($"api/users/login"), new { tenant, username, password }, cancellationToken);
        Use(tokens.ToCredential(Now));
        return tokens;
    }

    /// <summary>Ends a sign-in with a one-time code and keeps the tokens.</summary>
    public async Task<TokenShape> SignInByCode(string challenge, string code, CancellationToken cancellationToken)
    {
        var tokens = await AskUnsigned(Route.To($"api/users/login/totp"), new { challenge, code }, cancellationToken);
        Use(tokens.ToCredential(Now));
        return tokens;
    }

    /// <summary>Signs requests with this from now on and keeps it; with null, forgets it.</summary>
    public void Use(Credential? credential)
    {
        _credential = credential;
        CredentialFile.Keep(Url, credential);
    }

    public Task<Answer<T>> Get<T>(Route route, CancellationToken cancellationToken) =>
        Ask<T>(HttpMethod.Get, route, null, cancellationToken);

    public Task<Answer<T>> Post<T>(Route route, object? body, CancellationToken cancellationToken) =>
        Ask<T>(HttpMethod.Post, route, AsJson(body), cancellationToken);

    /// <summary>Puts a resource; where a version is given, only if the resource still has that.</summary>
    public Task<Answer<T>> Put<T>(Route route, object body, CancellationToken cancellationToken, int? version = null) =>
        Ask<T>(HttpMethod.Put, route, AsJson(body), cancellationToken, version: version);

    public Task<Answer<T>> Delete<T>(Route route, CancellationToken cancellationToken) =>
        Ask<T>(HttpMethod.Delete, route, null, cancellationToken);

    /// <summary>Deletes what has no answer.</summary>
    public Task Delete(Route route, CancellationToken cancellationToken) =>
        Tell(HttpMethod.Delete, route, null, cancellationToken);

    /// <summary>Asks for what has no answer.</summary>
    public async Task Tell(HttpMethod method, Route route, object? body, CancellationToken cancellationToken)
    {
        using var response = await Send(
            method, route, AsJson(body), HttpCompletionOption.ResponseContentRead, cancellationToken);
        if (!response.IsSuccessStatusCode)
            throw ReadProblem(response, await response.Content.ReadAsStringAsync(cancellationToken));
    }

    /// <summary>
    /// Asks for anything. Which statuses are answers, not problems, <paramref name="isExpected"/> knows; every 2xx if left out.
    /// </summary>
    public async Task<Answer<T>> Ask<T>(
        HttpMethod method, Route route, HttpContent? body, CancellationToken cancellationToken,
        Func<HttpStatusCode, bool>? isExpected = null, int? version = null)
    {
        using var response = await Send(
            method, route, body, HttpCompletionOption.ResponseContentRead, cancellationToken, version);
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        if (!(isExpected?.Invoke(response.StatusCode) ?? response.IsSuccessStatusCode))
            throw ReadProblem(response, text);
        return new Answer<T>((int)response.StatusCode, text, Read<T>(text) ?? throw NotOurs(response));
    }

    /// <summary>Asks for what only somebody on the gateway's machine may ask for.</summary>
    public async Task<Answer<T>> AskByMachineKey<T>(Route route, string key, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, route.ToString());
        request.Headers.TryAddWithoutValidation("X-Machine-Key", key);
        using var response = await SendAsIs(request, HttpCompletionOption.ResponseContentRead, cancellationToken);
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        return response.IsSuccessStatusCode
            ? new Answer<T>((int)response.StatusCode, text, Read<T>(text) ?? throw NotOurs(response))
            : throw ReadProblem(response, text);
    }

    /// <summary>Opens a session's live view; it is connected once this answers.</summary>
    public async Task<EventFeed> Watch(Route route, CancellationToken cancellationToken)
    {
        var response = await Send(HttpMethod.Get, route, null, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (response.IsSuccessStatusCode)
            return new EventFeed(response);
        using (response)
            throw ReadProblem(response, await response.Content.ReadAsStringAsync(cancellationToken));
    }

    /// <summary>Copies an answer as it comes.</summary>
    public async Task Download(Route route, Stream target, CancellationToken cancellationToken)
    {
        using var response = await Send(HttpMethod.Get, route, null, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (!response.IsSuccessStatusCode)
            throw ReadProblem(response, await response.Content.ReadAsStringAsync(cancellationToken));
        try
        {
            await response.Content.CopyToAsync(target, cancellationToken);
        }
        catch (Exception e) when (e is HttpRequestException or HttpIOException)
        {
            throw ProblemException.Unreachable($"{Url} cut the answer off: {e.Message.TrimEnd('.')}.");
        }
    }

    /// <summary>Reads an answer line by line, while it comes.</summary>
    public async IAsyncEnumerable<string> Lines(Route route, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var response = await Send(HttpMethod.Get, route, null, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (!response.IsSuccessStatusCode)
            throw ReadProblem(response, await response.Content.ReadAsStringAsync(cancellationToken));
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
        while (await NextLine(reader, cancellationToken) is { } line)
            yield return line;
    }

    public void Dispose() => _http.Dispose();

    private async Task<string?> NextLine(StreamReader reader, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.ReadLineAsync(cancellationToken);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            throw ProblemException.Unreachable(
                $"{Url} cut the answer off: {e.Message.TrimEnd('.')}. The output is incomplete.");
        }
    }

    private static JsonContent? AsJson(object? body) =>
        body is null ? null : JsonContent.Create(body, body.GetType(), null, Wire.Options);

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    // Another command may have done it while this one waited for its turn.
    private async Task<Credential?> Refresh(CancellationToken cancellationToken)
    {
        if (CredentialFile.Find(Url) is not { } kept || !kept.IsExpiring(Now))
            return CredentialFile.Find(Url);
        try
        {
            var tokens = await AskUnsigned(
                Route.To($"api/users/refresh"), new Dictionary<string, string> { ["refresh_token"] = kept.RefreshToken! },
                cancellationToken);
            CredentialFile.Keep(Url, tokens.ToCredential(Now) with { IsByMachine = kept.IsByMachine });
        }
        catch (ProblemException e) when (e.Problem.Status == (int)HttpStatusCode.Unauthorized)
        {
            // The session has ended. The machine begins another; a person is told, and is not made an admin instead.
            if (kept.IsByMachine)
                CredentialFile.Keep(Url, null);
        }
        return CredentialFile.Find(Url);
    }

    private async Task<TokenShape> AskUnsigned(Route route, object body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, route.ToString()) { Content = AsJson(body) };
        using var response = await SendAsIs(request, HttpCompletionOption.ResponseContentRead, cancellationToken);
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        return response.IsSuccessStatusCode
            ? Read<TokenShape>(text) ?? throw NotOurs(response)
            : throw ReadProblem(response, text);
    }

    private async Task<HttpResponseMessage> Send(
        HttpMethod method, Route route, HttpContent? body, HttpCompletionOption completion, CancellationToken cancellationToken,
        int? version = null)
    {
        var credential = await FindCredential(cancellationToken);
        var response = await SendSigned(credential);
        if (!IsUnknownCaller(response) || credential is { IsByMachine: false }
            || await SignInOnMachine(credential, cancellationToken) is not { } fresh)
            return response;
        response.Dispose();
        return await SendSigned(fresh);

        async Task<HttpResponseMessage> SendSigned(Credential? by)
        {
            using var request = new HttpRequestMessage(method, route.ToString()) { Content = body };
            if (version is { } demanded)
                request.Headers.IfMatch.Add(new EntityTagHeaderValue(
                    string.Create(CultureInfo.InvariantCulture, $"\"{demanded}\"")));
            by?.Sign(request);
            try
            {
                return await SendAsIs(request, completion, cancellationToken);
            }
            finally
            {
                // The body may be sent again, so it does not end with the request.
                request.Content = null;
            }
        }
    }

    // A wrong password is 401 too; only who is not let in at all is challenged.
    private static bool IsUnknownCaller(HttpResponseMessage response) =>
        response.StatusCode == HttpStatusCode.Unauthorized && response.Headers.WwwAuthenticate.Count > 0;

    // Where nobody has signed in, the machine's key does. What it gives is kept as that of 'sanctum login' is.
    private async Task<Credential?> SignInOnMachine(Credential? refused, CancellationToken cancellationToken)
    {
        if (MachineKeyFile.Find(Url) is not { } key)
            return null;
        try
        {
            return await CredentialFile.Alone(
                async () =>
                {
                    // Another command may have done it while this one waited for its turn.
                    if (CredentialFile.Find(Url) is { } kept && (refused is null || kept.AccessToken != refused.AccessToken))
                        return _credential = kept;
                    var answer = await AskByMachineKey<TokenShape>(
                        Route.To($"api/users/machine-token"), key, cancellationToken);
                    Use(answer.Value.ToCredential(Now) with { IsByMachine = true });
                    return _credential;
                },
                cancellationToken);
        }
        catch (Exception e) when (
            e is ProblemException { Problem.Status: not null } or IOException or UnauthorizedAccessException)
        {
            // The key is another gateway's, the gateway knows none, or there is no place to keep what it gives. The refusal of
            // the command says what to do.
            return null;
        }
    }

    private async Task<HttpResponseMessage> SendAsIs(
        HttpRequestMessage request, HttpCompletionOption completion, CancellationToken cancellationToken)
    {
        try
        {
            return await _http.SendAsync(request, completion, cancellationToken);
        }
        // A gateway that ends right after it accepted the connection shows as a bare SocketException.
        catch (Exception e) when (e is HttpRequestException or SocketException)
        {
            throw ProblemException.Unreachable(
                $"{Url}: {e.Message.TrimEnd('.')}. Is it running ('./dev up'), and is --url or SANCTUM_URL right?");
        }
        catch (TaskCanceledException e) when (e.InnerException is TimeoutException)
        {
            throw ProblemException.Unreachable($"{Url} did not answer within {Patience.TotalSeconds:0} s.");
        }
    }

    private ProblemException ReadProblem(HttpResponseMessage response, string text) =>
        response.Content.Headers.ContentType?.MediaType == "application/problem+json"
            && Read<Problem>(text) is { Type: not null, Title: not null } problem
            ? new ProblemException(problem, text)
            : NotOurs(response);

    private ProblemException NotOurs(HttpResponseMessage response) => ProblemException.Unreachable(
        $"{Url} is not a Sanctum gateway; it answered {(int)response.StatusCode} " +
        $"{response.Content.Headers.ContentType?.MediaType ?? "without a body"}.");

    private static T? Read<T>(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(text, Wire.Options);
        }
        catch (JsonException)
        {
            // Whoever wrote this is not a gateway; the callers say so.
            return default;
        }
    }
}
