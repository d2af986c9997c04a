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

    private readonly string? _model;
    private readonly PolicyServer _server;

    public OpenFgaSource(
        IOptions<OpenFgaOptions> options, IHttpClientFactory clients, PolicyMeter meter, ILogger<OpenFgaSource> logger)
    {
        var fga = options.Value;
        _model = fga.ModelId;
        _server = new PolicyServer(
            new PolicyServerSettings(
                Client, "the authorization server",
                fga.Url is { } url ? new Uri($"{url.TrimEnd('/')}/stores/{fga.StoreId}/check") : null, fga.Token, fga.Timeout,
                fga.CacheFor, fga.Actions),
            clients, meter.AskedOpenFga, failure => NoAnswer(logger, failure.GetType().Name, failure.Message));
    }

    public string Name => "openfga";

    public int Order => 30;

    public bool IsConcerned(string tenant, string action) => _server.IsConcerned(action);

    public ValueTask<PolicyDecision> Decide(PolicyRequest request, CancellationToken cancellationToken)
    {
        var tuple = RelationTuple.Of(request);
        return tuple.Fits
            ? _server.Decide(
                JsonSerializer.Serialize(tuple), () => BodyOf(tuple), answer => Read(answer, tuple), cancellationToken)
            : new(PolicyDecision.Undecided("a name in it is too long for the authorization server."));
    }

    public void Dispose() => _server.Dispose();

    private static PolicyDecision Read(JsonElement answer, RelationTuple tuple)
    {
        if (answer.ValueKind != JsonValueKind.Object || !answer.TryGetProperty("allowed", out var allowed))
            throw new JsonException("The answer does not say 'allowed'.");
        return allowed.GetBoolean()
            ? PolicyDecision.Allow
            : PolicyDecision.Deny($"{tuple.User} does not have the relation {tuple.Relation} to {tuple.Object}.");
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
        if (_model is { } model)
            body["authorization_model_id"] = model;
        return body;
    }

    [LoggerMessage(
        2460, LogLevel.Warning, "The authorization server gave no decision ({Error}: {Reason}); the action is refused")]
    private static partial void NoAnswer(ILogger logger, string error, string reason);
}
