using Orleans.Concurrency;

namespace Sanctum.Cluster.Calls;

[Alias("test.IReentrantGrain")]
public interface IReentrantGrain : IGrainWithStringKey
{
    [Alias("Meet")]
    Task Meet(int others);
}

[Reentrant, GrainType("test.reentrant")]
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

[Alias("test.IReaderGrain")]
public interface IReaderGrain : IGrainWithStringKey
{
    [ReadOnly, Alias("MeetReader")]
    Task MeetReader();
}

[GrainType("test.reader")]
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

[Alias("test.IChainGrain")]
public interface IChainGrain : IGrainWithStringKey
{
    [Alias("Outer")]
    Task<string> Outer();

    [Alias("Middle")]
    Task<string> Middle(string backTo);

    [ResponseTimeout("00:00:01"), Alias("Inner")]
    Task<string> Inner();
}

[GrainType("test.chain")]
public sealed class ChainGrain : Grain, IChainGrain
{
    public Task<string> Outer() =>
        GrainFactory.GetGrain<IChainGrain>(this.GetPrimaryKeyString() + "-other").Middle(this.GetPrimaryKeyString());

    public Task<string> Middle(string backTo) => GrainFactory.GetGrain<IChainGrain>(backTo).Inner();

    public Task<string> Inner() => Task.FromResult("inside");
}
