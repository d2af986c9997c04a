using System.Text.RegularExpressions;

namespace Sanctum.Architecture;

/// <summary>Which file of a folder declares which type.</summary>
internal sealed partial class DeclaringFiles
{
    private readonly Dictionary<string, string> _byType = new(StringComparer.Ordinal);

    /// <param name="root">The project's folder; files are named from there.</param>
    public DeclaringFiles(string root)
    {
        foreach (var file in Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories))
        {
            var (name, text) = (Path.GetRelativePath(root, file), File.ReadAllText(file));
            var space = Namespace().Match(text).Groups["name"].Value;
            foreach (Match type in Declaration().Matches(text))
                _byType.TryAdd($"{space}.{type.Groups["name"].Value}", name);
        }
    }

    public IEnumerable<string> All => _byType.Values.Distinct();

    /// <summary>The file of a type, a nested one being in that of the outermost; null if it is generated.</summary>
    public string? Of(string type) => _byType.GetValueOrDefault(type.Split('+', '`', '<')[0]);

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    // Not indented: what is declared inside of a type belongs to that.
    [GeneratedRegex(
        @"^(?:(?:public|internal|file|sealed|abstract|static|readonly|partial|ref) )*" +
        @"(?:class|record struct|record|struct|interface|enum|delegate [^(]*?) ?\b(?<name>\w+)(?=[\s<(;:{]|$)",
        RegexOptions.Multiline)]
    private static partial Regex Declaration();
}
