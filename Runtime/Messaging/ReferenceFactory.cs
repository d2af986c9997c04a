using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Reflection;
using Orleans.Runtime;
using Sanctum.Runtime.Activation;

namespace Sanctum.Runtime.Messaging;

/// <summary>Makes references; what it learns about an interface by reflection, it learns once.</summary>
internal sealed class ReferenceFactory(GrainCatalog catalog)
{
    private readonly ConcurrentDictionary<Type, GrainReference> _blanks = new();

    public object Create(Type face, GrainId id) => Create(face, catalog.Classes.ByName(id.Type), id);

    public object Create(Type face, GrainClass grainClass, GrainId id) => _blanks.GetOrAdd(face, CreateBlank).For(catalog, grainClass, id);

    private static GrainReference CreateBlank(Type face)
    {
        var blank = (GrainReference)DispatchProxy.Create(face, typeof(GrainReference));
        blank.Describe(Describe(face));
        return blank;
    }

    private static FrozenDictionary<MethodInfo, GrainMethod> Describe(Type face) => face.GetInterfaces()
        .Prepend(face)
        .SelectMany(type => type.GetMethods(BindingFlags.Instance | BindingFlags.Public))
        .Where(method => method.IsAbstract)
        .ToFrozenDictionary(method => method, GrainMethod.For);
}
