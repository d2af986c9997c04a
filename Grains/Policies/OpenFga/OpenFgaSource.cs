using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Sanctum.Policies;

/// <summary>
/// Asks an authorization server by the check API of OpenFGA (https://openfga.dev/api/service). A relation that is missing denies;
/// no answer, or another one, refuses.
/// </summary>
internal sealed partial class OpenFgaSource : IPolicySource, IDisposable
{
    /// <summary>The name of the HTTP client.</summary>
    public const string Client = "openfga";

    private readonly OpenFgaOptions _options;
    private readonly IHttpClientFactory _clients;
    private readonly PolicyMeter _meter;
    private readonly ILogger _logger;
    private readonly DecisionCache _cache;
    private readonly HashSet<string> _actions;
    private readonly Uri? _url;

    public OpenFgaSource(
        IOptions<OpenFgaOptions> options, IHttpClientFactory clients, PolicyMeter meter, ILogger<OpenFgaSource> logger)
    {
        (_options, _clients, _meter, _logger) = (options.Value, clients, meter, logger);
        _cache = new DecisionCache(Client, _options.CacheFor);
        _actions = new HashSet<string>(_options.Actions is [] ? PolicyActions.All : _options.Actions, StringComparer.Ordinal);
        _url = _options.Url is { } url ? new Uri($"{url.TrimEnd('/')}/stores/{_options.StoreId}/check") : null;
    }

    public string Name => "openfga";

    public int Order => 30;

    public bool IsConcerned(string tenant, string action) => _url is not null && _actions.Contains(action);

    public ValueTask<PolicyDecision> Decide(PolicyRequest request, CancellationToken cancellationToken)
    {
        var tuple = RelationTuple.Of(request);
        return tuple.Fits
            ? _cache.Get(JsonSerializer.Serialize(tuple), () => Ask(tuple, cancellationToken))
            : new(PolicyDecision.Undecided("a name in it is too long for the authorization server."));
    }

    public void Dispose() => _cache.Dispose();

    private async Task<PolicyDecision> Ask(RelationTuple tuple, CancellationToken cancellationToken)
    {
        var begunAt = Stopwatch.GetTimestamp();
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(_options.Timeout);
        try
        {
            var isAllowed = await Send(tuple, timeout.Token);
            _meter.AskedOpenFga(Stopwatch.GetElapsedTime(begunAt), hasAnswered: true);
            return isAllowed
                ? PolicyDecision.Allow
                : PolicyDecision.Deny($"{tuple.User} does not have the relation {tuple.Relation} to {tuple.Object}.");
        }
        catch (Exception exception) when (
            exception is HttpRequestException or JsonException or InvalidOperationException or OperationCanceledException
            && !cancellationToken.IsCancellationRequested)
        {
            _meter.AskedOpenFga(Stopwatch.GetElapsedTime(begunAt), hasAnswered: false);
            NoAnswer(_logger, exception.GetType().Name, exception.Message);
            return PolicyDecision.Undecided("the authorization server cannot be asked now.");
        }
    }

    private async Task<bool> Send(RelationTuple tuple, CancellationToken cancellationToken)
    {
        using var client = _clients.CreateClient(Client);
        using var request = new HttpRequestMessage(HttpMethod.Post, _url);
        request.Content = JsonContent.Create(BodyOf(tuple));
        if (_options.Token is { Length: > 0 } token)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await client.SendAsync(request, cancellationToken);
        response.EnsureSuccessStatusCode();
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        return answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty("allowed", out var allowed)
            ? allowed.GetBoolean()
            : throw new JsonException("The answer does not say 'allowed'.");
    }

    private JsonObject BodyOf(RelationTuple tuple)
    {
        var body = new JsonObject
        {
            ["tuple_key"] = new JsonObject
            {
                ["user"] = tuple.User,
                ["relation"] = tuple.Relation,
                ["object"] = tuple.Object,
            },
        };
        if (_options.ModelId is { } model)
            body["authorization_model_id"] = model;
        return body;
    }

    [LoggerMessage(
        2460, LogLevel.Warning, "The authorization server gave no decision ({Error}: {Reason}); the action is refused")]
    private static partial void NoAnswer(ILogger logger, string error, string reason);
}
