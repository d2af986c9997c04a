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

    private static IEnumerable<string> Repeated(IEnumerable<(string Name, string Owner)> names) =>
        from name in names
        group name.Owner by name.Name into owners
        where owners.Count() > 1
        select $"{owners.Key} is the name of {string.Join(" and ", owners.Order(StringComparer.Ordinal))}.";
}
