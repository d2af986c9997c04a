using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Runtime.MembershipService.SiloMetadata;
using Sanctum.Storage;

namespace Sanctum.Cluster;

/// <summary>Asks the membership table and each active silo; it keeps nothing.</summary>
[StatelessWorker, GrainType("cluster")]
internal sealed class ClusterGrain(ISiloMetadataCache metadata, ILogger<ClusterGrain> logger) : Grain, IClusterGrain
{
    private const int MaxDeadSilos = 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public async Task<ClusterOverview> Get()
    {
        var management = GrainFactory.GetGrain<IManagementGrain>(0);
        var members = (await ReadMembers(management)).ToLookup(member => member.Status == SiloStatus.Dead);
        var listed = members[false].OrderBy(member => member.SiloName, StringComparer.Ordinal)
            .Concat(members[true].OrderByDescending(member => member.IAmAliveTime).Take(MaxDeadSilos));
        return new ClusterOverview([.. await Task.WhenAll(listed.Select(member => Describe(management, member)))]);
    }

    private static async Task<MembershipEntry[]> ReadMembers(IManagementGrain management)
    {
        try
        {
            return await management.GetDetailedHosts();
        }
        catch (Exception exception) when (StorageFailure.IsOutage(exception))
        {
            throw StorageFailure.Unavailable(exception);
        }
    }

    private async Task<SiloOverview> Describe(IManagementGrain management, MembershipEntry member)
    {
        var state = StateOf(member.Status);
        return new SiloOverview(
            member.SiloName,
            member.SiloAddress.Endpoint.ToString(),
            state,
            Utc(member.StartTime),
            Utc(member.IAmAliveTime),
            metadata.GetSiloMetadata(member.SiloAddress).Metadata.GetValueOrDefault(ProductVersion.Key),
            state == SiloState.Active ? await FindLoad(management, member.SiloAddress) : null);
    }

    private async Task<SiloLoad?> FindLoad(IManagementGrain management, SiloAddress silo)
    {
        try
        {
            var statistics = (await management.GetRuntimeStatistics([silo]).WaitAsync(Patience))[0];
            var environment = statistics.EnvironmentStatistics;
            return new SiloLoad(
                statistics.ActivationCount,
                statistics.ClientCount,
                Math.Round(environment.FilteredCpuUsagePercentage, 1),
                environment.FilteredMemoryUsageBytes,
                environment.MaximumAvailableMemoryBytes);
        }
        // A silo that has just died is active until the others have noticed; the list is not kept back by it.
        catch (Exception exception) when (exception is OrleansException or TimeoutException)
        {
            ClusterLog.NoLoad(logger, silo, exception.Message);
            return null;
        }
    }

    private static SiloState StateOf(SiloStatus status) => status switch
    {
        SiloStatus.Active => SiloState.Active,
        SiloStatus.ShuttingDown or SiloStatus.Stopping => SiloState.Stopping,
        SiloStatus.Dead => SiloState.Dead,
        _ => SiloState.Joining,
    };

    private static DateTimeOffset Utc(DateTime time) => new(DateTime.SpecifyKind(time, DateTimeKind.Utc));
}

internal static partial class ClusterLog
{
    [LoggerMessage(3211, LogLevel.Debug, "Silo {Silo} did not report its statistics: {Reason}")]
    public static partial void NoLoad(ILogger logger, SiloAddress silo, string reason);
}
