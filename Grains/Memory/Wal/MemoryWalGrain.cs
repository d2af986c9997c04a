using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Sanctum.Errors;
using Sanctum.Identity;
using Sanctum.Placement;
using Sanctum.Streams;

namespace Sanctum.Memory;

/// <inheritdoc cref="IMemoryWalGrain"/>
[AgentPlacement, GrainType("memorywal")]
internal sealed class MemoryWalGrain(
    MemoryWalStore store, MemoryMeter meter, EventStreams streams, IOptionsMonitor<MemoryOptions> options,
    ILogger<MemoryWalGrain> logger)
    : Grain, IMemoryWalGrain
{
    private const int BatchSize = 100;

    private readonly Backoff _backoff = new(options.CurrentValue.RetryBaseDelay, options.CurrentValue.RetryMaxDelay);
    private GrainKey _memory;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _memory = this.Key();
        return Task.CompletedTask;
    }

    // What fails leaves the rows as they were, and the lifeline finds them.
    public Task Publish() => BestEffort.Try(
        async () =>
        {
            var due = await store.ListDue(_memory, BatchSize, CancellationToken.None);
            // Another call for the rest: what the replica has to say comes in between.
            if (await Send(due) && due.Length == BatchSize)
                await GrainFactory.MemoryWal(_memory).Publish();
        },
        failure => MemoryLog.NotPublished(logger, failure, _memory));

    public Task Replicated(long through) => store.MarkReplicated(_memory, through, CancellationToken.None);

    /// <returns>Whether all could be sent.</returns>
    private async Task<bool> Send(ImmutableArray<LoggedChange> due)
    {
        var sent = new List<long>();
        for (var i = 0; i < due.Length; i++)
        {
            if (!MemoryEventReader.TryRead(due[i], out var happened, out var error))
            {
                // Nobody could read it from the stream; the replica finds it in the log, and gives it up.
                await store.MarkUnsent(_memory, [due[i].Seq], Wait(due[i]), error, CancellationToken.None);
                await GrainFactory.MemoryReplica(_memory).CatchUp();
                continue;
            }
            if (await TrySend(happened) is { } failure)
            {
                await MarkSent(due, sent);
                await store.MarkUnsent(
                    _memory, due[i..].Select(change => change.Seq), Wait(due[i]), failure, CancellationToken.None);
                return false;
            }
            sent.Add(due[i].Seq);
        }
        await MarkSent(due, sent);
        return true;
    }

    /// <returns>Why it could not be sent, or null.</returns>
    private async Task<string?> TrySend(EventEnvelope happened)
    {
        try
        {
            await streams.Send(StreamNames.MemoryWal, happened);
            meter.Sent();
            return null;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            meter.NotSent();
            MemoryLog.NotSent(logger, exception, _memory, happened.Seq!.Value);
            return exception.Message;
        }
    }

    private Task MarkSent(ImmutableArray<LoggedChange> due, List<long> sent) =>
        sent.Count == 0 ? Task.CompletedTask : store.MarkSent(_memory, sent, Wait(due[0]), CancellationToken.None);

    private TimeSpan Wait(LoggedChange change) => _backoff.Delay(change.Attempts + 1, atLeast: null);
}
