using System.Collections.Immutable;
using System.Reflection;

namespace Sanctum.Streams;

/// <summary>Makes messages of any type: with everything there is, or with every null that the type allows.</summary>
internal sealed class Samples(int variant)
{
    private static readonly DateTimeOffset Noon = new(2026, 2, 3, 12, 0, 0, TimeSpan.Zero);

    private bool IsSparse => variant % 2 == 1;

    public object Of(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } underlying)
            return Of(underlying);
        if (type.IsEnum)
            return type.GetEnumValues().GetValue(variant % type.GetEnumValues().Length)!;
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ImmutableArray<>))
            return ArrayOf(type.GenericTypeArguments[0]);
        return Type.GetTypeCode(type) switch
        {
            TypeCode.String => IsSparse ? "" : "a \"text\" – 多言語 🎉",
            TypeCode.Int32 => variant,
            TypeCode.Int64 => (long)variant << 32,
            TypeCode.Boolean => IsSparse,
            _ when type == typeof(Guid) => Guid.CreateVersion7(),
            _ when type == typeof(DateTimeOffset) => Noon,
            _ when type == typeof(TimeSpan) => TimeSpan.FromMilliseconds(1_234.5),
            _ when type.IsAbstract => Of(EventTypes.All.ElementAt(variant)),
            _ => Message(type),
        };
    }

    private object Message(Type type)
    {
        var constructor = type.GetConstructors().MaxBy(candidate => candidate.GetParameters().Length)!;
        return constructor.Invoke([.. constructor.GetParameters().Select(Argument)]);
    }

    private object? Argument(ParameterInfo parameter) =>
        IsSparse && new NullabilityInfoContext().Create(parameter).WriteState == NullabilityState.Nullable
            ? null
            : Of(parameter.ParameterType);

    private object ArrayOf(Type item)
    {
        var items = Array.CreateInstance(item, IsSparse ? 0 : 1);
        for (var i = 0; i < items.Length; i++)
            items.SetValue(Of(item), i);
        var create = typeof(ImmutableArray).GetMethods().Single(
            method => method.Name == nameof(ImmutableArray.Create)
                && method.GetParameters() is [{ ParameterType.IsArray: true }]);
        return create.MakeGenericMethod(item).Invoke(null, [items])!;
    }
}
