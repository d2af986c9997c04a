using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Sanctum.Runtime.Activation;

namespace Orleans;

/// <summary>The base of grain classes.</summary>
public abstract class Grain : IGrainBase
{
    /// <summary>Belongs to the activation that creates it.</summary>
    protected Grain() => GrainContext = ActivationContext.Creating
        ?? throw new InvalidOperationException("A grain is created by its runtime, not with new.");

    /// <inheritdoc/>
    public IGrainContext GrainContext { get; }

    /// <summary>Makes references to other grains.</summary>
    protected IGrainFactory GrainFactory => ServiceProvider.GetRequiredService<IGrainFactory>();

    /// <summary>Services of this activation.</summary>
    protected IServiceProvider ServiceProvider => GrainContext.ActivationServices;

    /// <summary>The grain's identity as text.</summary>
    public string IdentityString => GrainContext.GrainId.ToString();

    /// <inheritdoc/>
    public virtual Task OnActivateAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public virtual Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Ends this activation once its running requests are done; the next call gets a fresh one.</summary>
    protected void DeactivateOnIdle() => GrainContext.Deactivate(new(DeactivationReasonCode.ApplicationRequested, "DeactivateOnIdle was called."));

    /// <summary>Keeps this activation from idle collection for a while; a negative time takes that back.</summary>
    protected void DelayDeactivation(TimeSpan timeSpan) => ((GrainActivation)GrainContext).DelayDeactivation(timeSpan);
}
