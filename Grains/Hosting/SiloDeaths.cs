namespace Sanctum.Hosting;

/// <summary>The silos that this one has seen alive and that are dead by now.</summary>
/// <param name="silos">Orleans' membership.</param>
internal sealed class SiloDeaths(ISiloStatusOracle silos) : ISiloStatusListener, ILifecycleParticipant<ISiloLifecycle>
{
    private readonly Lock _gate = new();
    private readonly HashSet<SiloAddress> _living = [];
    private TaskCompletionSource<SiloAddress> _next = New();

    /// <summary>This silo, as <see cref="Include"/> takes it from others.</summary>
    public string Here => silos.SiloAddress.ToParsableString();

    /// <summary>Ends with the next death.</summary>
    public Task<SiloAddress> Next
    {
        get
        {
            lock (_gate)
                return _next.Task;
        }
    }

    /// <summary>Whether a silo is among the dead.</summary>
    public bool Include(string silo) => silos.IsDeadSilo(SiloAddress.FromParsableString(silo));

    public void Participate(ISiloLifecycle lifecycle) =>
        lifecycle.Subscribe(
            nameof(SiloDeaths), ServiceLifecycleStage.Active, _ => Watch(),
            _ => Task.FromResult(silos.UnSubscribeFromSiloStatusEvents(this)));

    public void SiloStatusChangeNotification(SiloAddress updatedSilo, SiloStatus status)
    {
        TaskCompletionSource<SiloAddress>? heard = null;
        lock (_gate)
        {
            if (status != SiloStatus.Dead)
                _living.Add(updatedSilo);
            else if (_living.Remove(updatedSilo))
                (heard, _next) = (_next, New());
        }
        heard?.TrySetResult(updatedSilo);
    }

    private Task Watch()
    {
        silos.SubscribeToSiloStatusEvents(this);
        foreach (var (silo, status) in silos.GetApproximateSiloStatuses())
        {
            if (status != SiloStatus.Dead)
                SiloStatusChangeNotification(silo, status);
        }
        return Task.CompletedTask;
    }

    private static TaskCompletionSource<SiloAddress> New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
