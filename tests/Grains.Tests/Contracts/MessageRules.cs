using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json;

namespace Sanctum.Contracts;

/// <summary>
/// Walks types as they travel between grains, into every member, and says what would fail or change meaning on a cluster: no
/// serializer, no lasting name, a member without an id, something that can change after it was sent. That no two members of a
/// type share an id is checked by Orleans' analyzers.
/// </summary>
internal sealed class MessageRules
{
    private const BindingFlags Declared =
        BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private static readonly HashSet<Type> Plain =
    [
        typeof(string), typeof(decimal), typeof(Guid), typeof(DateTimeOffset), typeof(TimeSpan), typeof(DateOnly),
        typeof(TimeOnly),
        typeof(Uri), typeof(JsonElement),
    ];

    private static readonly HashSet<Type> Collections =
        [typeof(ImmutableArray<>), typeof(ImmutableList<>), typeof(ImmutableHashSet<>), typeof(ImmutableDictionary<,>)];

    private readonly HashSet<Type> _seen = [];
    private readonly List<string> _broken = [];

    /// <summary>The messages that were looked at.</summary>
    public IReadOnlyCollection<Type> Seen => _seen;

    /// <summary>Every broken rule, with the type and the member that breaks it.</summary>
    public IReadOnlyList<string> Broken => _broken;

    /// <summary>Checks a type that <paramref name="user"/> sends, and all that it holds.</summary>
    public MessageRules Message(Type type, string user)
    {
        if (type.IsPrimitive || type.IsEnum || Plain.Contains(type) || typeof(IAddressable).IsAssignableFrom(type))
            return this;
        if (type.IsGenericType
            && (type.GetGenericTypeDefinition() == typeof(Nullable<>) || Collections.Contains(type.GetGenericTypeDefinition())))
            return type.GenericTypeArguments.Aggregate(this, (rules, argument) => rules.Message(argument, user));
        if (type.Namespace?.StartsWith("Sanctum", StringComparison.Ordinal) != true)
            Break(user, $"holds {type.Name}, which is neither a message nor an immutable collection of them");
        else if (_seen.Add(type))
            OwnMessage(type);
        return this;
    }

    /// <summary>Checks what a grain keeps: as a message, but it may change.</summary>
    public MessageRules State(Type type)
    {
        Attributes(type, isShared: false);
        foreach (var (member, held, _) in Members(type))
            Message(held, $"{type.Name}.{member}");
        return this;
    }

    private void OwnMessage(Type type)
    {
        Attributes(type, isShared: !typeof(Exception).IsAssignableFrom(type));
        if (type is { IsSealed: false, IsAbstract: false })
            Break(type.Name, "is neither sealed nor abstract");
        foreach (var (member, held, isFixed) in Members(type))
        {
            if (!isFixed)
                Break($"{type.Name}.{member}", "can change after it was sent");
            Message(held, $"{type.Name}.{member}");
        }
        foreach (var subtype in type.IsAbstract ? type.Assembly.GetTypes().Where(other => other.BaseType == type) : [])
            Message(subtype, type.Name);
    }

    private void Attributes(Type type, bool isShared)
    {
        if (!type.IsDefined(typeof(GenerateSerializerAttribute), inherit: false))
            Break(type.Name, "has no [GenerateSerializer]");
        if (!type.IsDefined(typeof(AliasAttribute), inherit: false))
            Break(type.Name, "has no [Alias]");
        if (isShared && !type.IsDefined(typeof(ImmutableAttribute), inherit: false))
            Break(type.Name, "has no [Immutable]");
    }

    private IEnumerable<(string Name, Type Type, bool IsFixed)> Members(Type type)
    {
        for (var level = type; level is not null
            && level.Namespace?.StartsWith("Sanctum", StringComparison.Ordinal) == true; level = level.BaseType)
        {
            foreach (var field in level.GetFields(Declared))
            {
                var name = field.Name.Split('<', '>') is [_, { Length: > 0 } property, ..] ? property : field.Name;
                var member = (MemberInfo?)level.GetProperty(name, Declared) ?? field;
                if (!member.IsDefined(typeof(IdAttribute)))
                    Break($"{level.Name}.{name}", "has no [Id]");
                yield return (name, field.FieldType, field.IsInitOnly);
            }
        }
    }

    private void Break(string where, string what) => _broken.Add($"{where} {what}.");
}
