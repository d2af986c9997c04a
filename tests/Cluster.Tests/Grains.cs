using Orleans.Concurrency;
using Orleans.Storage;

namespace Sanctum.Conformance;

[GenerateSerializer, Alias("test.note")]
public sealed class Note
{
    [Id(0)]
    public List<string> Lines { get; set; } = [];
}

public interface ICounterGrain : IGrainWithStringKey
{
    Task<int> Increment();

    Task<Guid> Activation();

    Task Deactivate();

    Task<Note> Echo(Note note);

    Task<Note> Shared();

    Task Fail();

    Task<string> Wait(CancellationToken cancellationToken);

    [ResponseTimeout("00:00:01")]
    Task Hang();

    [ResponseTimeout("00:00:01")]
    Task CallMyself();

    IAsyncEnumerable<int> Count(int to);

    Task<string?> Context(string key);

    Task<int> MostAtOnce();

    Task Overlap();

    [AlwaysInterleave]
    Task<int> Peek();
}

public sealed class CounterGrain : Grain, ICounterGrain
{
    private readonly Guid _activation = Guid.NewGuid();
    private readonly Note _shared = new();
    private int _count;
    private int _atOnce;
    private int _most;

    public async Task<int> Increment()
    {
        var seen = _count;
        await Task.Yield();
        return _count = seen + 1;
    }

    public Task<Guid> Activation() => Task.FromResult(_activation);

    public Task Deactivate()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task<Note> Echo(Note note)
    {
        note.Lines.Add("changed by the grain");
        return Task.FromResult(note);
    }

    public Task<Note> Shared() => Task.FromResult(_shared);

    public Task Fail() => throw new InvalidOperationException("on purpose");

    public async Task<string> Wait(CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        return "never";
    }

    public Task Hang() => Task.Delay(TimeSpan.FromSeconds(10));

    public Task CallMyself() => this.AsReference<ICounterGrain>().CallMyself();

    public async IAsyncEnumerable<int> Count(int to)
    {
        for (var i = 1; i <= to; i++)
        {
            await Task.Yield();
            yield return i;
        }
    }

    public Task<string?> Context(string key) => Task.FromResult(RequestContext.Get(key) as string);

    public Task<int> MostAtOnce() => Task.FromResult(_most);

    public async Task Overlap()
    {
        _most = Math.Max(_most, ++_atOnce);
        await Task.Delay(10);
        _atOnce--;
    }

    public Task<int> Peek() => Task.FromResult(_atOnce);
}

public interface IReentrantGrain : IGrainWithStringKey
{
    Task Meet(int others);
}

[Reentrant]
public sealed class ReentrantGrain : Grain, IReentrantGrain
{
    private readonly TaskCompletionSource _met = new();
    private int _here;

    public Task Meet(int others)
    {
        if (++_here == others)
            _met.SetResult();
        return _met.Task;
    }
}

public interface IReaderGrain : IGrainWithStringKey
{
    [ReadOnly]
    Task MeetReader();
}

public sealed class ReaderGrain : Grain, IReaderGrain
{
    private readonly TaskCompletionSource _met = new();
    private int _here;

    public Task MeetReader()
    {
        if (++_here == 2)
            _met.SetResult();
        return _met.Task;
    }
}

public interface IChainGrain : IGrainWithStringKey
{
    Task<string> Outer(bool allow);

    Task<string> Middle(string backTo);

    Task<string> Inner();
}

public sealed class ChainGrain : Grain, IChainGrain
{
    public async Task<string> Outer(bool allow)
    {
        using IDisposable? section = allow ? RequestContext.AllowCallChainReentrancy() : null;
        return await GrainFactory.GetGrain<IChainGrain>(this.GetPrimaryKeyString() + "-other").Middle(this.GetPrimaryKeyString());
    }

    public Task<string> Middle(string backTo) => GrainFactory.GetGrain<IChainGrain>(backTo).Inner().WaitAsync(TimeSpan.FromSeconds(2));

    public Task<string> Inner() => Task.FromResult("inside");
}

public interface IWorkerGrain : IGrainWithStringKey
{
    Task<Guid> Work();

    Task Leave();
}

[StatelessWorker(3)]
public sealed class WorkerGrain : Grain, IWorkerGrain
{
    private readonly Guid _activation = Guid.NewGuid();

    public async Task<Guid> Work()
    {
        await Task.Delay(50);
        return _activation;
    }

    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}

[GenerateSerializer, Alias("test.tally")]
public sealed class Tally
{
    [Id(0)]
    public int Value { get; set; }
}

public interface IStoredGrain : IGrainWithStringKey
{
    Task Set(int value);

    Task<int> Get();

    Task<bool> WasLoadedBeforeActivation();

    Task Clear();

    Task Conflict();

    Task<Guid> Activation();

    Task Deactivate();
}

public sealed class StoredGrain([PersistentState("tally")] IPersistentState<Tally> state) : Grain, IStoredGrain
{
    private readonly Guid _activation = Guid.NewGuid();
    private int _seenAtActivation;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _seenAtActivation = state.State.Value;
        return Task.CompletedTask;
    }

    public Task Set(int value)
    {
        state.State.Value = value;
        return state.WriteStateAsync();
    }

    public Task<int> Get() => Task.FromResult(state.State.Value);

    public Task<bool> WasLoadedBeforeActivation() => Task.FromResult(_seenAtActivation == state.State.Value);

    public Task Clear() => state.ClearStateAsync();

    public Task Conflict() => throw new InconsistentStateException("on purpose");

    public Task<Guid> Activation() => Task.FromResult(_activation);

    public Task Deactivate()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}

public interface ITimerGrain : IGrainWithStringKey
{
    Task Start();

    Task<(int Ticks, bool Overlapped)> Ticks();
}

public sealed class TimerGrain : Grain, ITimerGrain
{
    private int _ticks;
    private int _running;
    private bool _overlapped;

    public Task Start()
    {
        this.RegisterGrainTimer(Tick, new GrainTimerCreationOptions(TimeSpan.Zero, TimeSpan.FromMilliseconds(10)) { Interleave = true });
        return Task.CompletedTask;
    }

    public Task<(int Ticks, bool Overlapped)> Ticks() => Task.FromResult((_ticks, _overlapped));

    private async Task Tick(CancellationToken cancellationToken)
    {
        _overlapped |= ++_running > 1;
        await Task.Delay(30, cancellationToken);
        _running--;
        if (++_ticks == 1)
            throw new InvalidOperationException("The first tick fails on purpose.");
    }
}

public interface IFilteredGrain : IGrainWithStringKey
{
    Task<string> Greet();
}

public sealed class FilteredGrain : Grain, IFilteredGrain, IIncomingGrainCallFilter
{
    public Task<string> Greet() => Task.FromResult($"hello, {RequestContext.Get("silo-filter")}, {RequestContext.Get("grain-filter")}");

    public Task Invoke(IIncomingGrainCallContext context)
    {
        RequestContext.Set("grain-filter", "own");
        return context.Invoke();
    }
}

public interface IReminderGrain : IGrainWithStringKey
{
    Task Register(TimeSpan period);

    Task<int> Ticks();

    Task<int> Stop();
}

public sealed class ReminderGrain : Grain, IReminderGrain, IRemindable
{
    private int _ticks;

    public Task Register(TimeSpan period) => this.RegisterOrUpdateReminder("tick", TimeSpan.Zero, period);

    public Task<int> Ticks() => Task.FromResult(_ticks);

    public async Task<int> Stop()
    {
        if (await this.GetReminder("tick") is { } reminder)
            await this.UnregisterReminder(reminder);
        return (await this.GetReminders()).Count;
    }

    public Task ReceiveReminder(string reminderName, TickStatus status)
    {
        _ticks++;
        return Task.CompletedTask;
    }
}

public interface IIdleGrain : IGrainWithStringKey
{
    Task<Guid> Activation();
}

public sealed class IdleGrain : Grain, IIdleGrain
{
    private readonly Guid _activation = Guid.NewGuid();

    public Task<Guid> Activation() => Task.FromResult(_activation);
}
