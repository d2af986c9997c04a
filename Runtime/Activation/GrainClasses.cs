using System.Collections.Concurrent;
using System.Reflection;
using Orleans;

namespace Sanctum.Runtime.Activation;

/// <summary>The grain classes of the loaded assemblies, found by name and by the interfaces they implement.</summary>
internal sealed class GrainClasses
{
    private readonly Dictionary<string, GrainClass> _byName = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(Type Face, string? Prefix), GrainClass> _byFace = new();

    public GrainClasses(IEnumerable<Assembly> assemblies)
    {
        foreach (var type in assemblies.SelectMany(assembly => assembly.GetTypes()).Where(IsGrainClass))
        {
            var grainClass = new GrainClass(type);
            if (!_byName.TryAdd(grainClass.Name, grainClass))
                throw new InvalidOperationException($"{type} and {_byName[grainClass.Name].Type} both have the grain type name '{grainClass.Name}'.");
        }
    }

    public IEnumerable<GrainClass> All => _byName.Values;

    public GrainClass ByName(string name) =>
        _byName.GetValueOrDefault(name) ?? throw new ArgumentException($"There is no grain type '{name}'.", nameof(name));

    /// <exception cref="ArgumentException">No class, or more than one, implements the interface.</exception>
    public GrainClass ByFace(Type face, string? classNamePrefix) => _byFace.GetOrAdd((face, classNamePrefix), Find);

    private GrainClass Find((Type Face, string? Prefix) wanted)
    {
        var matches = _byName.Values
            .Where(grainClass => wanted.Face.IsAssignableFrom(grainClass.Type))
            .Where(grainClass => wanted.Prefix is null || grainClass.Type.FullName!.StartsWith(wanted.Prefix, StringComparison.Ordinal)
                || grainClass.Type.Name.StartsWith(wanted.Prefix, StringComparison.Ordinal))
            .ToList();
        return matches switch
        {
            [var only] => only,
            [] => throw new ArgumentException($"No grain class implements {wanted.Face}."),
            _ => throw new ArgumentException(
                $"{wanted.Face} is implemented by {string.Join(", ", matches.Select(match => match.Type))}; name one by grainClassNamePrefix."),
        };
    }

    private static bool IsGrainClass(Type type) =>
        type is { IsClass: true, IsAbstract: false, ContainsGenericParameters: false }
        && typeof(IGrainBase).IsAssignableFrom(type) && typeof(IGrain).IsAssignableFrom(type);
}
