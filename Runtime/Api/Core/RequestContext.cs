using Sanctum.Runtime.Activation;

namespace Orleans.Runtime;

/// <summary>Values that travel with every call from the caller to the grain, never back.</summary>
public static class RequestContext
{
    private static readonly AsyncLocal<ContextValues?> Current = new();

    internal static ContextValues? Values
    {
        get => Current.Value;
        set => Current.Value = value;
    }

    /// <summary>The value under <paramref name="key"/>, or null.</summary>
    public static object? Get(string key) => Current.Value?.Entries.GetValueOrDefault(key);

    /// <summary>Sets a value for the calls that follow.</summary>
    public static void Set(string key, object value) =>
        Current.Value = (Current.Value ?? ContextValues.Empty) with { Entries = (Current.Value ?? ContextValues.Empty).Entries.SetItem(key, value) };

    /// <summary>Takes a value away.</summary>
    /// <returns>Whether it was there.</returns>
    public static bool Remove(string key)
    {
        if (Current.Value is not { } values || !values.Entries.ContainsKey(key))
            return false;
        Current.Value = values with { Entries = values.Entries.Remove(key) };
        return true;
    }

    /// <summary>Takes every value away.</summary>
    public static void Clear() => Current.Value = null;

    /// <summary>Until disposed, calls that come back to this grain along the chain that starts here do not wait for it.</summary>
    public static IDisposable AllowCallChainReentrancy() => ReentrancySection.Enter();

    /// <summary>Until disposed, calls made here no longer belong to an allowed chain.</summary>
    public static IDisposable SuppressCallChainReentrancy() => ReentrancySection.Leave();
}
