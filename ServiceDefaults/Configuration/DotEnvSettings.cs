using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Sanctum.Configuration;

/// <summary>Variables of the file <c>.env</c>, which is read once and may be missing; the environment itself wins.</summary>
/// <param name="folder">Where the file may be.</param>
internal sealed partial class DotEnvSettings(string folder) : ConfigurationProvider, IConfigurationSource, ISettingSource
{
    private const string FileName = ".env";
    private const int MaxBytes = 1024 * 1024;

    public string Name => $"file {FileName}";

    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

    /// <exception cref="ValidationException">A line is no variable; the message has its number, not its text.</exception>
    public override void Load()
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
            return;
        if (new FileInfo(path).Length > MaxBytes)
            throw new ValidationException($"{FileName} has more than {MaxBytes} bytes, the limit.");
        Data = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var (index, line) in File.ReadLines(path).Index())
        {
            if (line.Trim() is { Length: > 0 } text && text[0] != '#')
                Add(text, index + 1);
        }
    }

    private void Add(string text, int line)
    {
        if (Variable().Match(text) is not { Success: true } match)
            throw new ValidationException(
                string.Create(CultureInfo.InvariantCulture, $"{FileName}, line {line}: is not NAME=value."));
        Data[match.Groups["name"].Value.Replace("__", ":", StringComparison.Ordinal)] = ValueOf(match);
    }

    private static string ValueOf(Match match) =>
        match.Groups["double"] is { Success: true } quoted ? Escape().Replace(quoted.Value, Unescape)
        : match.Groups["single"] is { Success: true } verbatim ? verbatim.Value
        : match.Groups["plain"].Value.Trim();

    private static string Unescape(Match escape) => escape.Groups["character"].Value switch
    {
        "n" => "\n",
        "r" => "\r",
        "t" => "\t",
        var other => other,
    };

    // NAME=value, NAME='value', NAME="value", each with a comment behind it if there is a blank before that.
    [GeneratedRegex(
        @"\A(export\s+)?(?<name>[A-Za-z_][A-Za-z0-9_]*)\s*=\s*" +
        @"(""(?<double>(\\.|[^""\\])*)""\s*(#.*)?|'(?<single>[^']*)'\s*(#.*)?|(?<plain>(?![""']).*?)(\s#.*)?)\z",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Variable();

    [GeneratedRegex(@"\\(?<character>.)")]
    private static partial Regex Escape();
}
