using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;
using Orleans;
using Orleans.Runtime;

namespace Sanctum.Runtime.Serialization;

/// <summary>
/// Copies messages as a cluster would, by what their types declare: members with an id travel, others do not; a type that
/// declares nothing is refused by name.
/// </summary>
internal sealed class DeepCopier
{
    private readonly ConcurrentDictionary<Type, Func<object, object>> _copiers = new();

    public object? Copy(object? value) => value is null ? null : _copiers.GetOrAdd(value.GetType(), CopierFor)(value);

    private Func<object, object> CopierFor(Type type)
    {
        if (IsShared(type))
            return static value => value;
        if (type.IsArray)
            return CopyArray;
        if (CollectionCopier.For(type, this) is { } collection)
            return collection;
        if (type.IsDefined(typeof(GenerateSerializerAttribute), inherit: false) || IsTuple(type))
            return CopyMembers(type);
        throw new NotSupportedException(
            $"{type} cannot pass between grains: it is neither a known type nor marked [GenerateSerializer].");
    }

    private static bool IsShared(Type type) =>
        type.IsPrimitive || type.IsEnum || type == typeof(string) || type == typeof(decimal) || type == typeof(Guid)
        || type == typeof(DateTime) || type == typeof(DateTimeOffset) || type == typeof(TimeSpan) || type == typeof(DateOnly)
        || type == typeof(TimeOnly) || type == typeof(Uri) || type == typeof(Version) || type == typeof(CancellationToken)
        || type == typeof(System.Text.Json.JsonElement) || type == typeof(GrainId) || type == typeof(StreamId) || type == typeof(Messaging.Unit)
        || typeof(IAddressable).IsAssignableFrom(type) || typeof(Exception).IsAssignableFrom(type) || typeof(Type).IsAssignableFrom(type)
        || typeof(Delegate).IsAssignableFrom(type);

    private static bool IsTuple(Type type) => typeof(ITuple).IsAssignableFrom(type) || IsKeyValuePair(type);

    private static bool IsKeyValuePair(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(KeyValuePair<,>);

    private object CopyArray(object value)
    {
        var copy = (Array)((Array)value).Clone();
        if (IsShared(copy.GetType().GetElementType()!))
            return copy;
        for (var i = 0; i < copy.Length; i++)
            copy.SetValue(Copy(copy.GetValue(i)), i);
        return copy;
    }

    private Func<object, object> CopyMembers(Type type)
    {
        var fields = Declared(type).ToArray();
        return value =>
        {
            var copy = RuntimeHelpers.GetUninitializedObject(type);
            foreach (var field in fields)
                field.SetValue(copy, Copy(field.GetValue(value)));
            return copy;
        };
    }

    private static IEnumerable<FieldInfo> Declared(Type type)
    {
        for (var level = type; level is not null && level != typeof(object); level = level.BaseType)
        {
            var positional = PositionalMembers(level);
            foreach (var field in level.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                var property = PropertyOf(level, field);
                if (IsTuple(type) || field.IsDefined(typeof(IdAttribute)) || property?.IsDefined(typeof(IdAttribute)) == true
                    || (property is not null && positional.Contains(property.Name)))
                    yield return field;
            }
        }
    }

    // As in Orleans, what a positional record declares by its parameters needs no ids.
    private static HashSet<string> PositionalMembers(Type level)
    {
        var isRecord = level.GetMethod("PrintMembers", BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.DeclaredOnly) is not null;
        if (!isRecord || level.GetCustomAttribute<GenerateSerializerAttribute>(inherit: false) is not { IncludePrimaryConstructorParameters: true })
            return [];
        return level.GetMethod("Deconstruct", BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly)?
            .GetParameters().Select(parameter => parameter.Name!).ToHashSet() ?? [];
    }

    private static PropertyInfo? PropertyOf(Type type, FieldInfo field)
    {
        var name = field.Name;
        return name.StartsWith('<') && name.EndsWith(">k__BackingField", StringComparison.Ordinal)
            ? type.GetProperty(name[1..name.IndexOf('>', StringComparison.Ordinal)], BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            : null;
    }
}
