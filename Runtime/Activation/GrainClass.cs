using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;
using Sanctum.Runtime.Storage;

namespace Sanctum.Runtime.Activation;

/// <summary>A grain class: its rules, and how its grains are made.</summary>
internal sealed class GrainClass
{
    private readonly ObjectFactory _create;
    private readonly List<(Type StateType, PersistentStateAttribute Name)> _states;

    public GrainClass(Type type)
    {
        Type = type;
        Name = NameOf(type);
        IsReentrant = type.IsDefined(typeof(ReentrantAttribute));
        MayInterleave = InterleavePredicate(type);
        Pool = type.GetCustomAttribute<StatelessWorkerAttribute>()?.MaxLocalWorkers;
        Age = type.GetCustomAttribute<CollectionAgeLimitAttribute>()?.Amount;
        _states = [.. PersistentStates(type)];
        _create = ActivatorUtilities.CreateFactory(type, [.. _states.Select(state => typeof(IPersistentState<>).MakeGenericType(state.StateType))]);
    }

    public Type Type { get; }

    /// <summary>The name in grain ids: the class name in lower case without the suffix <c>grain</c>.</summary>
    public string Name { get; }

    public bool IsReentrant { get; }

    /// <summary>The class's own rule about interleaving, or null.</summary>
    public Func<MethodInfo, bool>? MayInterleave { get; }

    /// <summary>Most activations per grain id for a stateless worker, else null.</summary>
    public int? Pool { get; }

    /// <summary>The class's own idle limit, or null.</summary>
    public TimeSpan? Age { get; }

    /// <summary>Makes the grain object and the states that it asks for.</summary>
    public (object Grain, IReadOnlyList<PersistentState> States) Create(GrainActivation activation)
    {
        var states = _states.ConvertAll(state => PersistentState.Create(state.StateType, state.Name, activation));
        ActivationContext.Creating = activation;
        try
        {
            return (_create(activation.ActivationServices, [.. states]), states);
        }
        finally
        {
            ActivationContext.Creating = null;
        }
    }

    private static string NameOf(Type type)
    {
        var name = type.Name.ToLowerInvariant();
        return name.EndsWith("grain", StringComparison.Ordinal) && name.Length > "grain".Length ? name[..^"grain".Length] : name;
    }

    private static Func<MethodInfo, bool>? InterleavePredicate(Type type)
    {
        if (type.GetCustomAttribute<MayInterleaveAttribute>() is not { } attribute)
            return null;
        var predicate = type.GetMethod(attribute.CallbackMethodName, BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
            ?? throw new InvalidOperationException($"{type} has no static method '{attribute.CallbackMethodName}' that [MayInterleave] names.");
        var decide = predicate.CreateDelegate<Func<Orleans.Serialization.Invocation.IInvokable, bool>>();
        return method => decide(new Messaging.InvokableMethod(method));
    }

    private static IEnumerable<(Type, PersistentStateAttribute)> PersistentStates(Type type) =>
        from parameter in type.GetConstructors().OrderByDescending(constructor => constructor.GetParameters().Length).First().GetParameters()
        let attribute = parameter.GetCustomAttribute<PersistentStateAttribute>()
        where attribute is not null
        select (parameter.ParameterType.GenericTypeArguments[0], attribute);
}
