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

    private const string Title = "the policy server";

    private readonly PolicyServer _server;

    public OpaSource(IOptions<OpaOptions> options, IHttpClientFactory clients, PolicyMeter meter, ILogger<OpaSource> logger)
    {
        var opa = options.Value;
        _server = new PolicyServer(
            new PolicyServerSettings(
                Client, Title, opa.Url is { } url ? new Uri($"{url.TrimEnd('/')}/v1/data/{opa.Decision}") : null, opa.Token,
                opa.Timeout, opa.CacheFor, opa.Actions),
            clients, meter.AskedOpa, failure => NoAnswer(logger, failure.GetType().Name, failure.Message));
    }

    public string Name => "opa";

    public int Order => 20;

    public bool IsConcerned(string tenant, string action) => _server.IsConcerned(action);

    public ValueTask<PolicyDecision> Decide(PolicyRequest request, CancellationToken cancellationToken)
    {
        var input = PolicyInput.Of(request);
        return _server.Decide(
            input.ToJsonString(), () => new JsonObject { ["input"] = input }, Read, cancellationToken);
    }

    public void Dispose() => _server.Dispose();

    // OPA leaves the result out where no rule defines the decision.
    private static PolicyDecision Read(JsonElement answer) =>
        answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty("result", out var result)
            ? OpaAnswer.Read(result, Title)
            : PolicyDecision.Undecided($"{Title} has no decision about it.");

    [LoggerMessage(2314, LogLevel.Warning, "The policy server gave no decision ({Error}: {Reason}); the action is refused")]
    private static partial void NoAnswer(ILogger logger, string error, string reason);
}
