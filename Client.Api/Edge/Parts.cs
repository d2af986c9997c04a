using System.Collections.Immutable;

namespace Sanctum.Edge;

/// <summary>Finds what features bring to the whole gateway by its interface, so that no list names features.</summary>
internal static class Parts
{
    /// <summary>One of each type of the gateway that implements <typeparamref name="T"/>, in the order of their names.</summary>
    public static ImmutableArray<T> Find<T>() where T : class =>
    [
        .. typeof(Parts).Assembly.GetTypes()
            .Where(type => type is { IsInterface: false, IsAbstract: false } && type.IsAssignableTo(typeof(T)))
            .OrderBy(type => type.FullName, StringComparer.Ordinal)
            .Select(type => (T)Activator.CreateInstance(type)!),
    ];
}
