namespace Sanctum.Limits;

/// <summary>
/// When a silo last left the cluster, as this one saw it. One that was gone when this one started counts as lost at the start,
/// for the table does not say when it was.
/// </summary>
internal sealed class LostSilos(ISiloStatusOracle silos, TimeProvider clock)
    : ISiloStatusListener, ILifecycleParticipant<ISiloLifecycle>
{
    private const long None = long.MinValue;

    private long _lost = None;

    /// <summary>Whether a silo that left may have held counts of a window.</summary>
    public bool MayHaveHeld(TimeSpan window) =>
        Interlocked.Read(ref _lost) is not None and var lost && clock.GetElapsedTime(lost) < window;

    public void Participate(ISiloLifecycle lifecycle) =>
        lifecycle.Subscribe(
            nameof(LostSilos), ServiceLifecycleStage.RuntimeGrainServices, _ => Watch(),
            _ => Task.FromResult(silos.UnSubscribeFromSiloStatusEvents(this)));

    public void SiloStatusChangeNotification(SiloAddress updatedSilo, SiloStatus status)
    {
        if (status.IsTerminating() && !updatedSilo.Equals(silos.SiloAddress))
            Interlocked.Exchange(ref _lost, clock.GetTimestamp());
    }

    private Task Watch()
    {
        silos.SubscribeToSiloStatusEvents(this);
        foreach (var (silo, status) in silos.GetApproximateSiloStatuses())
            SiloStatusChangeNotification(silo, status);
        return Task.CompletedTask;
    }
}
