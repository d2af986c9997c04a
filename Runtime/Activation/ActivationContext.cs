namespace Sanctum.Runtime.Activation;

/// <summary>Which activation the running code belongs to.</summary>
internal static class ActivationContext
{
    [ThreadStatic]
    private static GrainActivation? _creating;

    /// <summary>The activation whose grain object is just being made on this thread.</summary>
    public static GrainActivation? Creating
    {
        get => _creating;
        set => _creating = value;
    }

    /// <summary>The activation whose turn is running, or null outside of grains.</summary>
    public static GrainActivation? Current => (TaskScheduler.Current as ActivationScheduler)?.Activation;
}
