using Orleans.Concurrency;

namespace Sanctum.Cluster.Calls;

[Alias("test.IWorkerGrain")]
public interface IWorkerGrain : IGrainWithStringKey
{
    [Alias("Work")]
    Task<Guid> Work();

    [Alias("Leave")]
    Task Leave();
}

[StatelessWorker(3), GrainType("test.worker")]
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
