namespace Sanctum.Hosting;

/// <summary>Something that must be there before this process becomes a part of the cluster.</summary>
internal interface IStartGate
{
    /// <summary>Waits for it, however long that takes, and logs what it waits for.</summary>
    /// <exception cref="OperationCanceledException">The process is asked to stop.</exception>
    Task Wait(CancellationToken cancellationToken);
}
