using System.Globalization;
using Sanctum.Terminal;
using Spectre.Console;

namespace Sanctum.Memory;

/// <summary>Passages for people.</summary>
internal static class PassageText
{
    private const int ShownCharacters = 80;

    public static Table List(IEnumerable<PassageShape> passages) => passages.Aggregate(
        Listing.Of("PASSAGE", "CREATED", "TAGS", "TEXT"),
        (table, passage) => table.Row(
            passage.Id, Age.Of(passage.CreatedAt), string.Join(", ", passage.Tags),
            Printable.Line(passage.Text, ShownCharacters)));

    public static Paragraph Of(PassageShape passage) => new(
        string.Create(
            CultureInfo.InvariantCulture,
            $"{passage.Id}  version {passage.Version}, created {Age.Of(passage.CreatedAt)}, importance {passage.Importance}\n") +
        (passage.Tags.Length > 0 ? Printable.Text($"Tags: {string.Join(", ", passage.Tags)}\n") : "") +
        (passage.Source.Length > 0 ? Printable.Text($"Source: {passage.Source}\n") : "") +
        $"{Printable.Text(passage.Text.TrimEnd())}\n");

    public static Paragraph Found(FoundShape found)
    {
        var text = new Paragraph();
        foreach (var hit in found.Items)
        {
            text.Append($"{hit.Passage.Id}", new Style(decoration: Decoration.Bold))
                .Append($"  {Describe(hit)}\n", new Style(decoration: Decoration.Dim))
                .Append($"{Printable.Text(hit.Highlight.Trim())}\n\n");
        }
        if (found.Items.Length == 0)
            text.Append("Nothing was found.\n");
        if (found.Vectors is "partial" or "unavailable")
            text.Append(found.Vectors == "partial"
                ? "Some passages are not embedded yet: those are found by their words alone.\n"
                : "Vectors cannot be used now: passages are found by their words alone.\n");
        return text;
    }

    private static string Describe(HitShape hit) => string.Create(
        CultureInfo.InvariantCulture,
        $"score {hit.Score:0.0000}{(hit.Parts.WordRank is { } word ? $", by words {word}" : "")}" +
        $"{(hit.Parts is { Similarity: not null, VectorRank: { } place } ? $", by meaning {place}" : "")}, " +
        $"created {Age.Of(hit.Passage.CreatedAt)}");
}

/// <summary>What people see of a passage.</summary>
internal sealed record PassageShape(
    string Id, string Text, string[] Tags, string Source, double Importance, int Version, DateTimeOffset CreatedAt);

/// <summary>What a search found.</summary>
internal sealed record FoundShape(HitShape[] Items, string Vectors);

/// <summary>A passage that was found.</summary>
internal sealed record HitShape(PassageShape Passage, double Score, PartsShape Parts, string Highlight);

/// <summary>Its place in each list.</summary>
internal sealed record PartsShape(int? WordRank, int? VectorRank, double? Similarity);
