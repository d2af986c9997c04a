using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Sanctum.Tools;

/// <summary>A tool's name as routes carry it.</summary>
internal readonly partial record struct ToolName(string Value) : IParsable<ToolName>
{
    private const string Rule = "must match ^[a-z][a-z0-9_]{0,63}$: lower-case letters, digits and underscores, at most 64";

    public static ToolName Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var name) ? name : throw new FormatException($"'{s}' {Rule}.");

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out ToolName result)
    {
        var fits = s is not null && Pattern().IsMatch(s);
        result = fits ? new ToolName(s!) : default;
        return fits;
    }

    public override string ToString() => Value;

    [GeneratedRegex(@"\A[a-z][a-z0-9_]{0,63}\z")]
    private static partial Regex Pattern();
}
