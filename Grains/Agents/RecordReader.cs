using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json;
using Sanctum.Documents;

namespace Sanctum.Agents;

/// <summary>
/// Reads a positional record from a document: a field for each parameter, in snake case, and what is left out by the parameter's
/// default.
/// </summary>
/// <param name="absent">
/// The value of a parameter that has no default and is left out; null if it must be there. Given the parameter's name and, for
/// the entry of a mapping by key, its key.
/// </param>
internal sealed class RecordReader(Func<string, string, object?> absent)
{
    private static readonly MethodInfo Entries =
        typeof(RecordReader).GetMethod(nameof(ReadEntries), BindingFlags.Instance | BindingFlags.NonPublic)!;

    public TRecord Read<TRecord>(YamlFields fields) => (TRecord)Read(typeof(TRecord), fields, "");

    private object Read(Type record, YamlFields fields, string key)
    {
        var constructor = record.GetConstructors().Single();
        return constructor.Invoke([.. constructor.GetParameters().Select(parameter => ReadField(parameter, fields, key))]);
    }

    private object? ReadField(ParameterInfo parameter, YamlFields fields, string key)
    {
        var name = JsonNamingPolicy.SnakeCaseLower.ConvertName(parameter.Name!);
        var fallback = parameter.HasDefaultValue ? parameter.DefaultValue : absent(parameter.Name!, key);
        var type = parameter.ParameterType;
        if (type == typeof(string))
            return fallback is string text ? fields.Text(name, text) : fields.RequiredText(name);
        if (type == typeof(int))
            return fields.Number(name, (int)fallback!);
        if (type == typeof(int?))
            return fields.Has(name) ? fields.Number(name, 0) : (int?)fallback;
        if (type == typeof(ImmutableArray<string>?))
            return fields.Texts(name)?.ToImmutableArray();
        if (fields.Mapping(name) is not { } nested)
            return fallback;
        return type.IsGenericType
            ? Entries.MakeGenericMethod(type.GetGenericArguments()[1]).Invoke(this, [nested])
            : ReadWhole(type, nested, "");
    }

    private ImmutableDictionary<string, TRecord> ReadEntries<TRecord>(YamlFields fields)
    {
        var entries = ImmutableDictionary.CreateBuilder<string, TRecord>(StringComparer.Ordinal);
        foreach (var key in fields.Keys)
        {
            if (fields.Mapping(key) is { } entry)
                entries[key] = (TRecord)ReadWhole(typeof(TRecord), entry, key);
        }
        return entries.ToImmutable();
    }

    private object ReadWhole(Type record, YamlFields fields, string key)
    {
        var read = Read(record, fields, key);
        fields.RefuseOthers();
        return read;
    }
}
