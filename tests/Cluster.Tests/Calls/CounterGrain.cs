using Orleans.Concurrency;

namespace Sanctum.Cluster.Calls;

[GenerateSerializer, Alias("test.note")]
public sealed class Note
{
    [Id(0)]
    public List<string> Lines { get; set; } = [];
}


[Alias("test.ICounterGrain")]
public interface ICounterGrain : IGrainWithStringKey
{
    [Alias("Increment")]
    Task<int> Increment();

    [Alias("Echo")]
    Task<Note> Echo(Note note);

    [Alias("Shared")]
    Task<Note> Shared();

    [Alias("Fail")]
    Task Fail();

    [Alias("FailUnknown")]
    Task FailUnknown();

    [OneWay, Alias("IncrementAndFail")]
    Task IncrementAndFail();

    [Alias("Wait")]
    Task<string> Wait(CancellationToken cancellationToken);

    [ResponseTimeout("00:00:01"), Alias("Hang")]
    Task Hang();

    [ResponseTimeout("00:00:01"), Alias("CallMyself")]
    Task CallMyself();

    [Alias("Count")]
    IAsyncEnumerable<int> Count(int to);

    [Alias("Context")]
    Task<string?> Context(string key);

    [Alias("MaxAtOnce")]
    Task<int> MaxAtOnce();

    [Alias("Overlap")]
    Task Overlap();

    [AlwaysInterleave, Alias("Peek")]
    Task<int> Peek();
}

/// <summary>An error of a library that Orleans has no codec for.</summary>
public sealed class LibraryException(string message) : Exception(message);

[GrainType("test.counter")]
public sealed class CounterGrain : Grain, ICounterGrain
{
    private readonly Note _shared = new();
    private int _count;
    private int _atOnce;
    private int _max;

    public async Task<int> Increment()
    {
        var seen = _count;
        await Task.Yield();
        return _count = seen + 1;
    }

    public Task<Note> Echo(Note note)
    {
        note.Lines.Add("changed by the grain");
        return Task.FromResult(note);
    }

    public Task<Note> Shared() => Task.FromResult(_shared);

    public Task Fail() => throw new InvalidOperationException("on purpose");

    public Task FailUnknown() => throw new LibraryException("on purpose");

    public Task IncrementAndFail()
    {
        _count++;
        throw new InvalidOperationException("on purpose");
    }

    public async Task<string> Wait(CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        return "never";
    }

    public Task Hang() => Task.Delay(TimeSpan.FromSeconds(5));

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

    public Task<int> MaxAtOnce() => Task.FromResult(_max);

    public async Task Overlap()
    {
        _max = Math.Max(_max, ++_atOnce);
        await Task.Delay(10);
        _atOnce--;
    }

    public Task<int> Peek() => Task.FromResult(_atOnce);
}
