using System.Reflection;

namespace Sanctum.Contracts;

/// <summary>Names that are written into rows and onto the wire, where another's name would be another's data.</summary>
internal static class GrainNames
{
    /// <summary>Aliases that more than one type bears.</summary>
    public static IEnumerable<string> RepeatedAliases(IEnumerable<Type> types) => Repeated(
        from type in types
        let alias = type.GetCustomAttribute<AliasAttribute>(inherit: false)
        where alias is not null
        select (alias.Alias, type.Name));

    /// <summary>State names that more than one constructor asks for: the storage keeps state by this name alone.</summary>
    public static IEnumerable<string> RepeatedStates(IEnumerable<Type> types) =>
        Repeated(States(types).Select(state => (state.Name, state.Grain.Name)));

    /// <summary>Every persistent state.</summary>
    public static IEnumerable<(string Name, Type Grain, Type State)> States(IEnumerable<Type> types) =>
        from type in types
        from constructor in type.GetConstructors()
        from parameter in constructor.GetParameters()
        let attribute = parameter.GetCustomAttribute<PersistentStateAttribute>()
        where attribute is not null
        select (attribute.StateName, type, parameter.ParameterType.GenericTypeArguments[0]);

    /// <summary>Classes that Orleans would activate under a name made from the class's.</summary>
    public static IEnumerable<string> WithoutGrainType(IEnumerable<Type> types) =>
        from type in Grains(types)
        where !type.IsDefined(typeof(GrainTypeAttribute), inherit: false)
        select $"{type.Name} has no [GrainType].";

    /// <summary>Every name that rows, reminders and silos of another build know, one a line: its kind, then the name.</summary>
    public static IEnumerable<string> All(IReadOnlyCollection<Type> types) =>
        GrainTypes(types).Concat(Aliases(types)).Concat(States(types).Select(state => $"state {state.Name}")).Order(
            StringComparer.Ordinal);

    private static IEnumerable<string> GrainTypes(IEnumerable<Type> types) =>
        from type in Grains(types)
        from attribute in type.CustomAttributes
        where attribute.AttributeType == typeof(GrainTypeAttribute)
        select $"grain {attribute.ConstructorArguments[0].Value}";

    private static IEnumerable<string> Aliases(IEnumerable<Type> types) =>
        from type in types
        let alias = type.GetCustomAttribute<AliasAttribute>(inherit: false)?.Alias
        where alias is not null
        from name in type.IsInterface ? Methods(type).Select(method => $"interface {alias} {method}") : [$"message {alias}"]
        select name;

    private static IEnumerable<string> Methods(Type face) =>
        from method in face.GetMethods()
        let alias = method.GetCustomAttribute<AliasAttribute>()
        where alias is not null
        select alias.Alias;

    private static IEnumerable<Type> Grains(IEnumerable<Type> types) =>
        types.Where(type => typeof(IGrain)
            .IsAssignableFrom(type) && type is { IsClass: true, IsAbstract: false } && typeof(IGrainBase).IsAssignableFrom(type));

    private static IEnumerable<string> Repeated(IEnumerable<(string Name, string Owner)> names) =>
        from name in names
        group name.Owner by name.Name into owners
        where owners.Count() > 1
        select $"{owners.Key} is the name of {string.Join(" and ", owners.Order(StringComparer.Ordinal))}.";
}
