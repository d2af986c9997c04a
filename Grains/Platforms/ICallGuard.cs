namespace Sanctum.Platforms;

/// <summary>How code is called that may hang or throw what it likes.</summary>
internal interface ICallGuard
{
    /// <summary>Makes the call.</summary>
    Task<T> Call<T>(Func<Task<T>> call);

    /// <summary>Makes a call that may wait for as long as it likes, but not once it is cancelled.</summary>
    Task<T> Wait<T>(Func<Task<T>> call, CancellationToken cancellationToken);
}

/// <summary>Our own code is just called.</summary>
internal sealed class TrustingGuard : ICallGuard
{
    public static TrustingGuard Instance { get; } = new();

    public Task<T> Call<T>(Func<Task<T>> call) => call();

    public Task<T> Wait<T>(Func<Task<T>> call, CancellationToken cancellationToken) => call().WaitAsync(cancellationToken);
}

internal static class GuardedCalls
{
    /// <summary>Makes a call that answers nothing.</summary>
    public static Task Call(this ICallGuard guard, Func<Task> call) => guard.Call(async () =>
    {
        await call();
        return true;
    });
}
