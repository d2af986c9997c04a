using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sanctum.Policies;

/// <summary>
/// A server that is asked for decisions over HTTP, for some actions. It keeps its decisions for a while; where it gives none in
/// time, or another answer than it should, the action is refused.
/// </summary>
/// <param name="settings">Where it is and how it is asked.</param>
/// <param name="clients">Make its HTTP client.</param>
/// <param name="asked">Counts a question: how long it took, and whether it was answered.</param>
/// <param name="failed">Logs why there was no answer.</param>
internal sealed class PolicyServer(
    PolicyServerSettings settings, IHttpClientFactory clients, Action<TimeSpan, bool> asked, Action<Exception> failed)
    : IDisposable
{
    private readonly DecisionCache _cache = new(settings.Client, settings.CacheFor);
    private readonly HashSet<string> _actions =
        new(settings.Actions is [] ? PolicyActions.All : settings.Actions, StringComparer.Ordinal);

    /// <summary>Whether it is asked about an action.</summary>
    public bool IsConcerned(string action) => settings.Url is not null && _actions.Contains(action);

    /// <summary>Its decision, asked for or kept.</summary>
    /// <param name="question">What tells this question from others.</param>
    /// <param name="body">What is sent.</param>
    /// <param name="read">Reads the decision from an answer that says one.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public ValueTask<PolicyDecision> Decide(
        string question, Func<JsonObject> body, Func<JsonElement, PolicyDecision> read, CancellationToken cancellationToken) =>
        _cache.Get(question, () => Ask(body(), read, cancellationToken));

    public void Dispose() => _cache.Dispose();

    private async Task<PolicyDecision> Ask(
        JsonObject body, Func<JsonElement, PolicyDecision> read, CancellationToken cancellationToken)
    {
        var begunAt = Stopwatch.GetTimestamp();
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(settings.Timeout);
        try
        {
            var decision = read(await Send(body, timeout.Token));
            asked(Stopwatch.GetElapsedTime(begunAt), true);
            return decision;
        }
        catch (Exception exception) when (
            exception is HttpRequestException or JsonException or InvalidOperationException or OperationCanceledException
            && !cancellationToken.IsCancellationRequested)
        {
            asked(Stopwatch.GetElapsedTime(begunAt), false);
            failed(exception);
            return PolicyDecision.Undecided($"{settings.Title} cannot be asked now.");
        }
    }

    private async Task<JsonElement> Send(JsonObject body, CancellationToken cancellationToken)
    {
        using var client = clients.CreateClient(settings.Client);
        using var request = new HttpRequestMessage(HttpMethod.Post, settings.Url);
        request.Content = JsonContent.Create(body);
        if (settings.Token is { Length: > 0 } token)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await client.SendAsync(request, cancellationToken);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
    }
}

/// <summary>Where a policy server is, and how it is asked.</summary>
/// <param name="Client">The name of its HTTP client.</param>
/// <param name="Title">As callers read it, such as <c>the policy server</c>.</param>
/// <param name="Url">Where questions go; null where there is no such server.</param>
/// <param name="Token">Sent with each question, where there is one.</param>
/// <param name="Timeout">How long an answer may take.</param>
/// <param name="CacheFor">How long a decision is kept.</param>
/// <param name="Actions">What it is asked about; everything where there are none.</param>
internal sealed record PolicyServerSettings(
    string Client, string Title, Uri? Url, string? Token, TimeSpan Timeout, TimeSpan CacheFor, string[] Actions);
