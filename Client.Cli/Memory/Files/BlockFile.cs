using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using Sanctum.Connection;

namespace Sanctum.Memory;

/// <summary>
/// A block as a Markdown file: YAML between two lines of <c>---</c>, then the text and one line break, which is not part of it.
/// </summary>
/// <param name="Label">The block.</param>
/// <param name="Value">Its text.</param>
/// <param name="Description">What it is for; null leaves it as it is.</param>
/// <param name="Limit">Maximum number of characters; null leaves it as it is.</param>
/// <param name="Version">The version that the text was made from; null for a new block.</param>
internal sealed partial record BlockFile(string Label, string Value, string? Description, int? Limit, int? Version)
{
    private const string Fence = "---";
    private const int MaxLabelCharacters = 128;

    private static readonly JsonSerializerOptions Quoted = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="name">The file's name, which is the label where the file does not say another.</param>
    /// <param name="text">What it holds.</param>
    /// <exception cref="ProblemException">It is not such a file.</exception>
    public static BlockFile Parse(string name, string text)
    {
        var (matter, value) = Split(name, text);
        var fields = FrontMatter.Read(name, matter);
        var label = fields.GetValueOrDefault("label") ?? Path.GetFileNameWithoutExtension(name);
        if (label is "" or "." or ".." || label.Length > MaxLabelCharacters)
            throw ProblemException.Usage(
                $"{name}: label has {label.Length} characters; it needs 1 to {MaxLabelCharacters}, and not dots alone.");
        return new BlockFile(
            label, value, fields.GetValueOrDefault("description"), Number(name, fields, "limit", 1),
            Number(name, fields, "version", 0));
    }

    /// <summary>What a file of this block holds.</summary>
    public override string ToString()
    {
        var text = new StringBuilder().AppendLine(Fence).Append("label: ").AppendLine(Scalar(Label));
        if (Description is not null)
            text.Append("description: ").AppendLine(Scalar(Description));
        if (Limit is { } limit)
            text.AppendLine(CultureInfo.InvariantCulture, $"limit: {limit}");
        if (Version is { } version)
            text.AppendLine(CultureInfo.InvariantCulture, $"version: {version}");
        return text.AppendLine(Fence).Replace("\r\n", "\n").Append(Value).Append('\n').ToString();
    }

    /// <summary>Whether a block holds what this file says.</summary>
    public bool IsSameAs(string value, string? description, int? limit) =>
        Value == value && (Description is null || Description == description) && (Limit is null || Limit == limit);

    private static (string Matter, string Value) Split(string name, string text)
    {
        var begin = EndOfFence(text, 0);
        if (begin < 0)
            throw ProblemException.Usage($"{name} does not begin with a line '{Fence}' and the fields of a block.");
        for (var line = begin; line < text.Length;)
        {
            if (EndOfFence(text, line) is > 0 and var end)
                return (text[begin..line], WithoutLastBreak(text[end..]));
            line = text.IndexOf('\n', line) is >= 0 and var next ? next + 1 : text.Length;
        }
        throw ProblemException.Usage($"{name} has no second line '{Fence}', which ends the fields of a block.");
    }

    // The place behind the fence that begins here, or -1.
    private static int EndOfFence(string text, int at)
    {
        if (string.CompareOrdinal(text, at, Fence, 0, Fence.Length) != 0)
            return -1;
        var end = at + Fence.Length;
        if (end < text.Length && text[end] == '\r')
            end++;
        return end == text.Length ? end : text[end] == '\n' ? end + 1 : -1;
    }

    private static string WithoutLastBreak(string text) => text is [.. var whole, '\n'] ? whole : text;

    private static int? Number(string name, Dictionary<string, string> fields, string field, int min) =>
        fields.GetValueOrDefault(field) is not { } text ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min ? number
        : throw ProblemException.Usage($"{name}: {field} is '{text}'; it is a number from {min}.");

    private static string Scalar(string text) => Plain().IsMatch(text) ? text : JsonSerializer.Serialize(text, Quoted);

    [GeneratedRegex(@"\A[A-Za-z0-9]([A-Za-z0-9_.,'() -]{0,1000}[A-Za-z0-9_.')])?\z")]
    private static partial Regex Plain();
}
