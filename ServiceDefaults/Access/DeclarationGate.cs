using Sanctum.Hosting;

namespace Sanctum.Access;

/// <summary>
/// Ends a process with an endpoint that does not declare who may call it, before the process joins the cluster. Endpoints are
/// compiled for that, which takes a second; the listener and the other gates do not wait for it.
/// </summary>
internal sealed partial class DeclarationGate(ProcessOutcome outcome, ILogger<DeclarationGate> logger) : IStartGate
{
    private Lazy<bool>? _isOpen;

    /// <summary>Names the endpoints, once all are mapped.</summary>
    public void Watch(EndpointDataSource endpoints) => _isOpen = new Lazy<bool>(() => Check(endpoints));

    public async Task Wait(CancellationToken cancellationToken)
    {
        var isOpen = _isOpen ?? throw new InvalidOperationException("The host does not say which endpoints it has.");
        await Task.Yield();
        if (!isOpen.Value)
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
    }

    private bool Check(EndpointDataSource endpoints)
    {
        if (DeclaredEndpoints.FindFaults(endpoints.Endpoints) is not [_, ..] faults)
            return true;
        Refused(logger, string.Join(' ', faults));
        outcome.End(ProcessOutcome.Misconfigured);
        return false;
    }

    [LoggerMessage(3105, LogLevel.Critical, "Sanctum cannot start: {Faults}")]
    private static partial void Refused(ILogger logger, string faults);
}

/// <summary>Puts the declarations of endpoints among what a process needs to start.</summary>
internal static class DeclarationGates
{
    public static void AddDeclarationGate(this IServiceCollection services)
    {
        services.AddSingleton<DeclarationGate>();
        services.AddSingleton<IStartGate>(provider => provider.GetRequiredService<DeclarationGate>());
    }

    /// <summary>Has the start check the endpoints. Called when all are mapped.</summary>
    public static void CheckDeclarations(this WebApplication app)
    {
        // A source compiles its endpoints each time it is asked; this one once, for the check and for the requests.
        var sources = ((IEndpointRouteBuilder)app).DataSources;
        var shared = new CompositeEndpointDataSource([.. sources]);
        sources.Clear();
        sources.Add(shared);
        app.Services.GetRequiredService<DeclarationGate>().Watch(shared);
    }
}
