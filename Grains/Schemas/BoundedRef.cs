extern alias JsonSchemaNet;

using System.Text.Json;
using JsonSchemaNet::Json.Schema;
using JsonSchemaNet::Json.Schema.Keywords;

namespace Sanctum.Schemas;

/// <summary>
/// The keyword <c>$ref</c> within one schema. References are counted while a value is checked, for one that leads back to itself
/// without going down into the value would end the process, and ones that fan out would take for ever.
/// </summary>
internal sealed class BoundedRef : RefKeyword
{
    private const int MaxDepth = 100;
    private const int MaxCount = 100_000;

    // A schema is read, and a check runs, to its end on one thread.
    [ThreadStatic]
    private static List<string>? _targets;

    [ThreadStatic]
    private static int _depth;

    [ThreadStatic]
    private static int _count;

    /// <summary>Reads a schema on this thread and answers where its references lead.</summary>
    public static (T Read, IReadOnlyList<string> Targets) Collect<T>(Func<T> read)
    {
        var targets = _targets = [];
        try
        {
            return (read(), targets);
        }
        finally
        {
            _targets = null;
        }
    }

    /// <summary>Begins to count for a check on this thread.</summary>
    public static Counting Begin()
    {
        (_depth, _count) = (0, 0);
        return default;
    }

    public override object? ValidateKeywordValue(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String
            || value.GetString() is not { } target || target != "#" && !target.StartsWith("#/", StringComparison.Ordinal))
            throw new InvalidSchemaException("'$ref' must be '#' or begin with '#/': a schema may refer to itself alone.");
        _targets?.Add(target);
        return base.ValidateKeywordValue(value);
    }

    public override KeywordEvaluation Evaluate(KeywordData keyword, EvaluationContext context)
    {
        if (++_count > MaxCount || _depth == MaxDepth)
            throw new InvalidSchemaException("its references lead on without end.");
        _depth++;
        try
        {
            return base.Evaluate(keyword, context);
        }
        finally
        {
            _depth--;
        }
    }

    /// <summary>Ends with the check.</summary>
    internal readonly struct Counting : IDisposable
    {
        public void Dispose() => (_depth, _count) = (0, 0);
    }
}

/// <summary>A keyword that is not taken, for what it leads to depends on who refers to it.</summary>
/// <param name="name">The keyword.</param>
internal sealed class RefusedKeyword(string name) : IKeywordHandler
{
    public string Name => name;

    public object? ValidateKeywordValue(JsonElement value) => throw new InvalidSchemaException($"'{name}' is not taken here.");

    public void BuildSubschemas(KeywordData keyword, BuildContext context)
    {
    }

    public KeywordEvaluation Evaluate(KeywordData keyword, EvaluationContext context) => KeywordEvaluation.Ignore;
}
