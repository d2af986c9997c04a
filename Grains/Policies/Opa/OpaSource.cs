using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Sanctum.Policies;

/// <summary>
/// Asks a policy server by the data API of Open Policy Agent (https://www.openpolicyagent.org/docs/rest-api). The decision is
/// <c>true</c> or <c>false</c>, or an object with <c>allow</c> and <c>reason</c>, or with <c>ask</c>, <c>reason</c> and
/// <c>approval</c>. No answer, or another one, refuses.
/// </summary>
internal sealed partial class OpaSource : IPolicySource, IDisposable
{
    /// <summary>The name of the HTTP client.</summary>
    public const string Client = "opa";

    private readonly OpaOptions _options;
    private readonly IHttpClientFactory _clients;
    private readonly PolicyMeter _meter;
    private readonly ILogger _logger;
    private readonly DecisionCache _cache;
    private readonly HashSet<string> _actions;
    private readonly Uri? _url;

    public OpaSource(IOptions<OpaOptions> options, IHttpClientFactory clients, PolicyMeter meter, ILogger<OpaSource> logger)
    {
        (_options, _clients, _meter, _logger) = (options.Value, clients, meter, logger);
        _cache = new DecisionCache(Client, _options.CacheFor);
        _actions = new HashSet<string>(_options.Actions is [] ? PolicyActions.All : _options.Actions, StringComparer.Ordinal);
        _url = _options.Url is { } url ? new Uri($"{url.TrimEnd('/')}/v1/data/{_options.Decision}") : null;
    }

    public string Name => "opa";

    public int Order => 20;

    public bool IsConcerned(string tenant, string action) => _url is not null && _actions.Contains(action);

    public ValueTask<PolicyDecision> Decide(PolicyRequest request, CancellationToken cancellationToken)
    {
        var input = PolicyInput.Of(request);
        return _cache.Get(input.ToJsonString(), () => Ask(input, cancellationToken));
    }

    public void Dispose() => _cache.Dispose();

    private async Task<PolicyDecision> Ask(JsonObject input, CancellationToken cancellationToken)
    {
        var begunAt = Stopwatch.GetTimestamp();
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(_options.Timeout);
        try
        {
            var answer = await Send(input, timeout.Token);
            _meter.AskedOpa(Stopwatch.GetElapsedTime(begunAt), hasAnswered: true);
            return answer;
        }
        catch (Exception exception) when (
            exception is HttpRequestException or JsonException or InvalidOperationException or OperationCanceledException
            && !cancellationToken.IsCancellationRequested)
        {
            _meter.AskedOpa(Stopwatch.GetElapsedTime(begunAt), hasAnswered: false);
            NoAnswer(_logger, exception.GetType().Name, exception.Message);
            return PolicyDecision.Undecided("the policy server cannot be asked now.");
        }
    }

    private async Task<PolicyDecision> Send(JsonObject input, CancellationToken cancellationToken)
    {
        using var client = _clients.CreateClient(Client);
        using var request = new HttpRequestMessage(HttpMethod.Post, _url);
        request.Content = JsonContent.Create(new JsonObject { ["input"] = input });
        if (_options.Token is { Length: > 0 } token)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await client.SendAsync(request, cancellationToken);
        response.EnsureSuccessStatusCode();
        return Read(await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken));
    }

    // OPA leaves the result out where no rule defines the decision.
    private static PolicyDecision Read(JsonElement answer) =>
        answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty("result", out var result)
            ? OpaAnswer.Read(result, "the policy server")
            : PolicyDecision.Undecided("the policy server has no decision about it.");

    [LoggerMessage(2314, LogLevel.Warning, "The policy server gave no decision ({Error}: {Reason}); the action is refused")]
    private static partial void NoAnswer(ILogger logger, string error, string reason);
}
