namespace Sanctum.Hosting;

/// <summary>
/// Starts a silo or a client once every <see cref="IStartGate"/> is open. A process that is asked to stop before that ends as one
/// that has started, without an error: Orleans itself aborts a start that is cancelled, and a silo that has not started cannot be
/// stopped.
/// </summary>
internal sealed class GatedService(IHostedService inner, IEnumerable<IStartGate> gates) : IHostedService
{
    private bool _hasStarted;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAll(gates.Select(gate => gate.Wait(cancellationToken)));
            await inner.StartAsync(cancellationToken);
            _hasStarted = true;
        }
        catch (Exception exception) when (
            cancellationToken.IsCancellationRequested
                && exception is OperationCanceledException or OrleansLifecycleCanceledException)
        {
            // The host goes on to its end.
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) =>
        _hasStarted ? inner.StopAsync(cancellationToken) : Task.CompletedTask;
}

/// <summary>Puts hosted services behind the gates.</summary>
internal static class GatedServices
{
    /// <summary>Has every hosted service that <paramref name="add"/> adds wait for the gates.</summary>
    public static void AddBehindGates(this IServiceCollection services, Action add)
    {
        var before = services.Where(IsHosted).ToHashSet(ReferenceEqualityComparer.Instance);
        add();
        for (var i = 0; i < services.Count; i++)
        {
            if (services[i] is var added && IsHosted(added) && !before.Contains(added))
            {
                services[i] = ServiceDescriptor.Singleton<IHostedService>(provider =>
                    new GatedService(Create(added, provider), provider.GetServices<IStartGate>()));
            }
        }
    }

    private static bool IsHosted(ServiceDescriptor service) =>
        service.ServiceType == typeof(IHostedService) && !service.IsKeyedService;

    private static IHostedService Create(ServiceDescriptor service, IServiceProvider provider) => (IHostedService)(
        service.ImplementationInstance
        ?? service.ImplementationFactory?.Invoke(provider)
        ?? ActivatorUtilities.CreateInstance(provider, service.ImplementationType!));
}
