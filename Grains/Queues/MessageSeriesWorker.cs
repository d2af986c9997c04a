using Orleans.Concurrency;
using Sanctum.Errors;
using Sanctum.Identity;

namespace Sanctum.Queues;

/// <summary>Reads rows; it keeps nothing itself.</summary>
[StatelessWorker, GrainType("messageseriesworker")]
internal sealed class MessageSeriesWorker(QueueStore store) : Grain, IMessageSeriesWorker
{
    private const int MaxSeriesCharacters = 200;

    public Task<SeriesItem?> FindLatest(string agent, string series)
    {
        if (series.Length is 0 or > MaxSeriesCharacters)
            throw new InvalidRequestException(
                "series", $"has {series.Length} characters; 1 to {MaxSeriesCharacters} are allowed.");
        var tenant = this.Key().Tenant;
        return store.FindLatest(new GrainKey(tenant, agent), series, CancellationToken.None);
    }
}
