using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using Orleans.Streams;
using Orleans.Streams.Core;
using Sanctum.DeadLetters;
using Sanctum.Errors;
using Sanctum.Identity;
using Sanctum.Placement;
using Sanctum.Streams;
using Sanctum.Telemetry;

namespace Sanctum.Memory;

/// <inheritdoc cref="IMemoryReplicaGrain"/>
[ImplicitStreamSubscription(StreamNames.MemoryWal), GrainType("memoryreplica")]
[AgentPlacement]
internal sealed class MemoryReplicaGrain(
    MemoryReplicaStore replica,
    MemoryWalStore log,
    DeadLetterStore letters,
    DeadLetterMeter letterMeter,
    MemoryMeter meter,
    EventStreams streams,
    IOptionsMonitor<MemoryOptions> options,
    TimeProvider clock,
    ILogger<MemoryReplicaGrain> logger)
    : Grain, IMemoryReplicaGrain, IStreamSubscriptionObserver, IAsyncObserver<EventEnvelope>
{
    private const int BatchSize = 100;

    private GrainKey _memory;
    private long _position;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _memory = this.Key();
        _position = (await replica.FindPosition(_memory, cancellationToken)).Seq;
    }

    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) =>
        handleFactory.Create<EventEnvelope>().ResumeAsync(this);

    public async Task OnNextAsync(EventEnvelope item, StreamSequenceToken? token = null)
    {
        using var activity = SanctumTelemetry.StartDelivery(item);
        if (item.Seq > _position + 1)
        {
            meter.MissedSome();
            MemoryLog.Gap(logger, _memory, _position + 1, item.Seq.Value - 1);
            await CatchUp();
        }
        else
        {
            await Continue(async () => item.Seq != _position + 1 || await Take(item));
        }
    }

    public Task OnErrorAsync(Exception ex) => Task.CompletedTask;

    public Task CatchUp() => Continue(async () =>
    {
        while (true)
        {
            var changes = await log.ListAfter(_memory, _position, BatchSize, CancellationToken.None);
            foreach (var change in changes)
            {
                var isTaken = MemoryEventReader.TryRead(change, out var happened, out var error)
                    ? await Take(happened)
                    : await GiveUp(change.Seq, change.ToJson(), error, attempts: 1);
                if (!isTaken)
                    return false;
            }
            if (changes.Length < BatchSize)
                return true;
        }
    });

    public async Task<DeadLetterOutcome> Reprocess(Guid letterId)
    {
        var letter = await letters.Find(_memory.Tenant, StreamNames.MemoryWalDeadLetters, letterId, CancellationToken.None);
        if (letter?.Key != _memory.ToString() || letter.Seq is not { } seq)
            throw new NotFoundException("dead letter", letterId.ToString());
        var change = await log.Find(_memory, seq, CancellationToken.None) ?? LoggedChange.Parse(_memory, seq, letter.Event);
        if (!MemoryEventReader.TryRead(change, out var happened, out var error))
            throw await FailedAgain(letter, error);
        try
        {
            var isNewest = await replica.ApplyLate(_memory, letter, happened, CancellationToken.None)
                ?? throw new NotFoundException("dead letter", letterId.ToString());
            meter.Applied();
            return isNewest ? DeadLetterOutcome.Applied : DeadLetterOutcome.Superseded;
        }
        catch (PostgresException exception)
        {
            throw await FailedAgain(letter, exception.MessageText);
        }
    }

    // What cannot be done now is not tried here again: the log sends it once more, later and later, until it learns that the
    // replica has it.
    private Task Continue(Func<Task<bool>> step) => BestEffort.Try(
        async () =>
        {
            await step();
            await GrainFactory.MemoryWal(_memory).Replicated(_position);
        },
        failure => MemoryLog.NotReplicated(logger, failure, _memory, _position + 1));

    private async Task<bool> Take(EventEnvelope happened)
    {
        try
        {
            if (!await replica.Apply(_memory, _position, happened, CancellationToken.None))
                return await Reread();
        }
        catch (PostgresException exception)
        {
            return await Failed(happened, exception);
        }
        _position = happened.Seq!.Value;
        meter.Applied();
        return true;
    }

    private async Task<bool> Failed(EventEnvelope happened, PostgresException exception)
    {
        var attempts = await replica.NoteFailure(_memory, _position, exception.MessageText, CancellationToken.None);
        MemoryLog.NotTaken(logger, exception, _memory, happened.Seq!.Value, attempts);
        return attempts >= options.CurrentValue.MaxAttempts
            && await GiveUp(happened.Seq.Value, EventJson.Write(happened), exception.MessageText, attempts);
    }

    private async Task<bool> GiveUp(long seq, string happened, string error, int attempts)
    {
        var now = clock.GetUtcNow();
        var letter = new DeadLetter(
            Guid.CreateVersion7(), StreamNames.MemoryWalDeadLetters, _memory.ToString(), seq, happened, error, attempts, now,
            now);
        if (!await replica.GiveUp(_memory, _position, letter, CancellationToken.None))
            return await Reread();
        _position = seq;
        letterMeter.Added(letter.Queue);
        MemoryLog.GivenUp(logger, _memory, seq, letter.Id, error);
        streams.Publish(
            StreamNames.MemoryWalDeadLetters, letter.Key, new DeadLetterAdded(letter.Id, letter.Queue, letter.Error), letter.Seq);
        return true;
    }

    // Another activation was here.
    private async Task<bool> Reread()
    {
        _position = (await replica.FindPosition(_memory, CancellationToken.None)).Seq;
        return false;
    }

    private async Task<ConflictException> FailedAgain(DeadLetter letter, string error)
    {
        await letters.NoteFailure(_memory.Tenant, letter.Queue, letter.Id, error, CancellationToken.None);
        return new ConflictException($"The event still cannot be applied, and stays a dead letter: {error}");
    }
}
