using System.Diagnostics;
using System.Text.Json.Serialization;
using Sanctum.Access;
using Sanctum.Cluster;
using Sanctum.Edge;
using Sanctum.Settings;

namespace Sanctum.Health;

/// <summary>What a supervisor and a load balancer ask.</summary>
internal sealed class HealthEndpoints : IEndpointModule
{
    private static readonly DateTimeOffset StartedAt = Process.GetCurrentProcess().StartTime.ToUniversalTime();

    public void Register(IServiceCollection services) => services.AddSingleton<Readiness>();

    public void Map(IEndpointRouteBuilder routes)
    {
        var health = routes.MapGroup("").WithTags("Health")
            .IsOpen("Supervisors and load balancers ask without signing in");
        health.MapGet("/health", Alive)
            .Produces<HealthReport>()
            .WithSummary("Whether the process is alive")
            .WithDescription("Checks this process only: an unavailable database is no reason to restart it.");
        health.MapGet("/live", Alive).Produces<HealthReport>().WithSummary("The same as /health");
        health.MapGet("/ready", async (HttpResponse response, Readiness readiness, CancellationToken cancellationToken) =>
            {
                var report = await readiness.Check(cancellationToken);
                response.Headers.CacheControl = "no-store";
                return Results.Json(report, statusCode: report.Status != HealthStatus.Unavailable
                    ? StatusCodes.Status200OK
                    : StatusCodes.Status503ServiceUnavailable);
            })
            .Produces<HealthReport>()
            .Produces<HealthReport>(StatusCodes.Status503ServiceUnavailable)
            .WithSummary("Whether the process can serve: agents, database with its migrations, streams")
            .WithDescription(
                "503 says what is missing. `degraded` is 200: the process serves, and the checks name what does not work, " +
                "such as a model server, an account, its outbox, a plug-in or the tool sandbox.");
        health.MapGet("/api/status", async (HttpResponse response, Readiness readiness, CancellationToken cancellationToken) =>
            {
                var report = await readiness.Check(cancellationToken);
                response.Headers.CacheControl = "no-store";
                return new StatusReport(
                    report.Status, ProductVersion.Current, StartedAt,
                    report.MessageMode is { } mode and not MessageMode.Live ? mode.ToString().ToLowerInvariant() : null);
            })
            .Produces<StatusReport>()
            .WithSummary("Read the product's version and whether the process can serve")
            .WithDescription("Always 200 while the process is alive; `status` is that of `/ready`, which says why.");
    }

    private static HealthReport Alive() => new(HealthStatus.Ok, []);
}

/// <summary>Whether something works.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<HealthStatus>))]
internal enum HealthStatus
{
    /// <summary>It works.</summary>
    [JsonStringEnumMemberName("ok")]
    Ok,

    /// <summary>The process serves, and something that it can do without does not work.</summary>
    [JsonStringEnumMemberName("degraded")]
    Degraded,

    /// <summary>It does not.</summary>
    [JsonStringEnumMemberName("unavailable")]
    Unavailable,
}

/// <summary>The whole in one word, and each part.</summary>
/// <param name="Status">That of the part which does worst.</param>
/// <param name="Checks">The parts that were looked at.</param>
/// <param name="Silo">The process whose circuits and plug-ins the checks show, as machine/process id; in a cluster each has its
/// own.</param>
internal sealed record HealthReport(
    HealthStatus Status, HealthCheck[] Checks,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Silo = null)
{
    /// <summary>What becomes of messages; null where it could not be read.</summary>
    [JsonIgnore]
    public MessageMode? MessageMode { get; init; }
}

/// <summary>What runs here.</summary>
/// <param name="Status">Whether it can serve, as <c>/ready</c> says it.</param>
/// <param name="Version">The product's version.</param>
/// <param name="StartedAt">When the process started, UTC.</param>
/// <param name="MessageMode">What becomes of messages: <c>listen</c>, <c>echo</c> or <c>test</c>; left out while they are live,
/// or where it could not be read.</param>
internal sealed record StatusReport(
    HealthStatus Status, string Version, DateTimeOffset StartedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? MessageMode = null);

/// <summary>One part.</summary>
/// <param name="Name">Which; of parts such as accounts there may be several.</param>
/// <param name="Status">Whether it works.</param>
/// <param name="Detail">Why not, or null.</param>
internal sealed record HealthCheck(string Name, HealthStatus Status, string? Detail);
