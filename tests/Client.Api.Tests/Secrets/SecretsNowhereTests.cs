using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sanctum.Access;
using Sanctum.Testing;
using Sanctum.Tests;

namespace Sanctum.Secrets;

/// <summary>
/// Passwords, keys, tokens and codes that a gateway was given or has given are in no row, log line, trace or recording of it.
/// </summary>
public sealed class SecretsNowhereTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sanctum-secrets-").FullName;
    private readonly LogLines _log = new();
    private readonly ConcurrentQueue<string> _spans = [];
    private readonly HashSet<string> _secrets = new(StringComparer.Ordinal);
    private readonly RunningGateway _gateway;
    private ActivityListener? _listener;

    public SecretsNowhereTests() => _gateway = new RunningGateway
    {
        AlsoRegister = services => services.AddLogging(
            logging => logging.SetMinimumLevel(LogLevel.Debug).AddProvider(_log)),
    };

    private string Recording => Path.Combine(_folder, "recording.jsonl");

    public async Task InitializeAsync()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span => _spans.Enqueue(Describe(span)),
        };
        ActivitySource.AddActivityListener(_listener);
        await _gateway.Start(
            "Sanctum:Models:Recording:Mode=Record", $"Sanctum:Models:Recording:Path={Recording}",
            "Logging:LogLevel:Default=Debug", "Sanctum:Webhooks:AllowedNetworks:0=127.0.0.0/8",
            $"Sanctum:Secrets:Key={Known(Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)))}");
    }

    public async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        _listener?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Nothing_that_was_secret_is_in_a_row_a_log_line_a_trace_or_a_recording()
    {
        Known(_gateway.Token);
        await SignInAndFail();
        await UseAnAuthenticatorApp();
        await UseTheMachineKey();
        await UseAKey();
        await UseAnOAuthClient();
        await ConnectAnAccount();
        await Talk();

        var rows = await AllRows();
        var recording = await File.ReadAllTextAsync(Recording);

        Assert.True(_secrets.Count >= 16);
        Assert.All(_secrets, secret => Assert.InRange(secret.Length, 12, 4_000));
        Found(rows, "known-by-name");
        Found(_log.All, "The gateway listens on");
        Found(_spans, "/api/users/login");
        Found([recording], "6 * 7");
        foreach (var secret in _secrets)
        {
            NotFound(secret, rows, "a row");
            NotFound(secret, _log.All, "a log line");
            NotFound(secret, _spans, "a span");
            NotFound(secret, [recording], "the recording");
        }
    }

    private async Task SignInAndFail()
    {
        var password = Known("a pass phrase that is kept nowhere");
        using var created = await _gateway.Http.PostAsJsonAsync(
            "/api/users", new { username = "known-by-name", password, roles = new[] { "viewer" } });
        await created.ShouldBe(201);
        var tokens = await SignIn(password);
        using var refreshed = await _gateway.Nobody.PostAsJsonAsync(
            "/api/users/refresh", new { refresh_token = tokens.Text("refresh_token") });
        KnownTokens(await refreshed.ShouldBe(200));
        using var wrong = await _gateway.Nobody.PostAsJsonAsync(
            "/api/users/login", new { username = "known-by-name", password = Known("a pass phrase that is wrong") });
        await wrong.ShouldBe(401);
        using var broken = await _gateway.Nobody.PostAsync(
            "/api/users/login", RunningGateway.Json($$"""{"username":"known-by-name","password":"{{password}}",}"""));
        await broken.ShouldBe(400);
        using var reset = await _gateway.Http.PostAsync("/api/users/known-by-name/reset", null);
        var token = Known((await reset.ShouldBe(200)).Text("token"));
        using var set = await _gateway.Nobody.PostAsJsonAsync(
            "/api/users/password", new { token, password = Known("another that is kept nowhere") });
        await set.ShouldBe(204);
    }

    private async Task<JsonNode> SignIn(string password)
    {
        using var signedIn = await _gateway.Nobody.PostAsJsonAsync(
            "/api/users/login", new { username = "known-by-name", password });
        return KnownTokens(await signedIn.ShouldBe(200));
    }

    private async Task UseAnAuthenticatorApp()
    {
        var password = Known("a pass phrase of somebody careful");
        using var created = await _gateway.Http.PostAsJsonAsync(
            "/api/users", new { username = "careful", password, roles = new[] { "viewer" } });
        await created.ShouldBe(201);
        using var first = await _gateway.Nobody.PostAsJsonAsync("/api/users/login", new { username = "careful", password });
        var token = KnownTokens(await first.ShouldBe(200)).Text("access_token");
        var secret = Known((await Ask("/api/users/me/totp", new { password }, token)).Text("secret"));
        var confirmed = await Ask("/api/users/me/totp/confirm", new { code = AuthenticatorApp.CodeOf(secret) }, token);
        var codes = confirmed["recoveryCodes"]!.AsArray().Select(code => Known(code!.GetValue<string>())).ToArray();
        using var asked = await _gateway.Nobody.PostAsJsonAsync("/api/users/login", new { username = "careful", password });
        var challenge = Known((await asked.ShouldRefuse(401, "second-factor-required")).Text("challenge"));
        Known(challenge.Split('~')[1]);
        KnownTokens(await Ask("/api/users/login/totp", new { challenge, code = codes[0] }, token: null));
    }

    private async Task<JsonNode> Ask(string path, object body, string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        using var answer = await _gateway.Nobody.SendAsync(request);
        return await answer.ShouldBe(200);
    }

    private async Task UseTheMachineKey()
    {
        Known((await AskByMachine("/api/users/reset-admin")).Text("oneTimePassword"));
        var tokens = KnownTokens(await AskByMachine("/api/users/machine-token"));
        _gateway.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tokens.Text("access_token"));
        var code = Known((await AskByMachine("/api/users/sign-in-links")).Text("code"));
        using var exchanged = await _gateway.Nobody.PostAsJsonAsync("/api/users/sign-in-links/exchange", new { code });
        await exchanged.ShouldBe(200);
        foreach (var cookie in exchanged.Headers.GetValues("Set-Cookie"))
            Known(cookie.Split(';')[0].Split('=', 2)[1]);
    }

    private async Task<JsonNode> AskByMachine(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        request.Headers.Add("X-Machine-Key", Known((await File.ReadAllTextAsync(_gateway.MachineKeyFile)).Trim()));
        using var answer = await _gateway.Nobody.SendAsync(request);
        return await answer.ShouldBe(200);
    }

    private async Task UseAKey()
    {
        using var created = await _gateway.Http.PostAsJsonAsync(
            "/v1/keys", new { name = "test", permissions = new[] { "agents:read" } });
        var secret = Known((await created.ShouldBe(201)).Text("secret"));
        foreach (var (presented, status) in ((string, int)[])[(secret, 200), (Known($"{secret[..^4]}AAAA"), 401)])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/agents");
            request.Headers.Add("X-API-Key", presented);
            using var answer = await _gateway.Nobody.SendAsync(request);
            Assert.Equal(status, (int)answer.StatusCode);
        }
    }

    private async Task UseAnOAuthClient()
    {
        using var created = await _gateway.Http.PostAsJsonAsync(
            "/v1/oauth/clients",
            new { name = "A service", kind = "service", redirectUris = Array.Empty<string>(), scopes = new[] { "agents:read" } });
        var client = await created.ShouldBe(201);
        using var answer = await _gateway.Nobody.PostAsync("/oauth/token", new FormUrlEncodedContent(
        [
            new("grant_type", "client_credentials"), new("client_id", client["client"]!.Text("clientId")),
            new("client_secret", Known(client.Text("secret"))),
        ]));
        Known((await answer.ShouldBe(200)).Text("access_token"));
    }

    private async Task ConnectAnAccount()
    {
        var agent = await _gateway.CreateAgent();
        using var connected = await _gateway.Http.PostAsJsonAsync("/v1/platforms/webhook/accounts", new
        {
            account = agent,
            agent,
            credentials = new { secret = Known("whsec_" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))) },
            settings = new { url = "http://127.0.0.1:9/hook", headers = new { } },
        });
        await connected.ShouldBe(201);
    }

    private async Task Talk()
    {
        var agent = await _gateway.CreateAgent("local/default");
        using var answer = await _gateway.Send(agent, new { text = "What is 6 * 7?" }, "?wait=30s");
        await answer.ShouldBe(200);
    }

    private string Known(string secret)
    {
        _secrets.Add(secret);
        return secret;
    }

    private JsonNode KnownTokens(JsonNode tokens)
    {
        Known(tokens.Text("access_token"));
        Known(tokens.Text("refresh_token"));
        return tokens;
    }

    private static string Describe(Activity span) =>
        $"{span.OperationName} {span.DisplayName} {string.Join(' ', span.TagObjects)} {string.Join(' ', span.Baggage)} "
        + string.Join(' ', span.Events.Select(one => $"{one.Name} {string.Join(' ', one.Tags)}"));

    private static void Found(IEnumerable<string> texts, string expected) =>
        Assert.Contains(texts, text => text.Contains(expected, StringComparison.Ordinal));

    private static void NotFound(string secret, IEnumerable<string> texts, string place)
    {
        // Bytes of a row are shown as digits.
        var bytes = Convert.ToHexStringLower(Encoding.UTF8.GetBytes(secret));
        var found = texts.FirstOrDefault(text =>
            text.Contains(secret, StringComparison.Ordinal) || text.Contains(bytes, StringComparison.Ordinal));
        Assert.True(found is null, $"{secret} is in {place}: {found}");
    }

    private async Task<List<string>> AllRows()
    {
        var rows = new List<string>();
        await using var list = _gateway.Rows.CreateCommand(
            """
            select array_agg(table_name::text) from information_schema.tables
            where table_schema = 'public' and table_type = 'BASE TABLE'
            """);
        foreach (var table in (string[])(await list.ExecuteScalarAsync())!)
        {
            await using var read = _gateway.Rows.CreateCommand($"select t::text from \"{table}\" t");
            await using var reader = await read.ExecuteReaderAsync();
            while (await reader.ReadAsync())
                rows.Add($"{table}: {reader.GetString(0)}");
        }
        return rows;
    }
}
