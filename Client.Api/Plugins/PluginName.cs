using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Sanctum.Plugins;

/// <summary>A plug-in's name as routes carry it.</summary>
internal readonly partial record struct PluginName(string Value) : IParsable<PluginName>
{
    private const string Rule = "must match ^[A-Za-z][A-Za-z0-9._-]{0,63}$";

    public static PluginName Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var name) ? name : throw new FormatException($"'{s}' {Rule}.");

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out PluginName result)
    {
        var fits = s is not null && Pattern().IsMatch(s);
        result = fits ? new PluginName(s!) : default;
        return fits;
    }

    public override string ToString() => Value;

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9._-]{0,63}\z")]
    private static partial Regex Pattern();
}
