using FsCheck;
using FsCheck.Fluent;

namespace Sanctum.Platforms.Bluesky;

/// <summary>Texts as people write them, and worse.</summary>
internal static class Corpus
{
    public const string Family = "👩‍👩‍👧‍👦";

    /// <summary>Pieces whose graphemes, bytes and UTF-16 units all differ.</summary>
    public static readonly string[] Words =
    [
        "hello", "naïve", "cafe\u0301", "o\u0308\u0323\u0331", Family, "🏳️‍🌈", "🇩🇪🇫🇷", "👍🏽",
        "한국어", "각", "日本語のテキスト", "שלום",
        "مرحبا", "नमस्ते", "ไทย",
        "Donaudampfschifffahrtsgesellschaftskapitän", "a", "1️⃣", "\u200Bzero", "end.", "really?!", "(see", "@alice.test",
        "@bob.test,", "#tag",
        "#日本", "https://example.com/a/b?c=d#e", "(https://example.com/wiki/Foo_(bar))", "https://example.com/ünïcode",
    ];

    private static readonly string[] Spaces = [" ", " ", " ", "  ", "\n", "\n\n", ".\n\n", "\t", " \u0301"];

    /// <summary>Texts of words, with a few that are longer than a post.</summary>
    public static Arbitrary<string> Texts { get; } = Gen.Select(Pieces().ListOf(), pieces => string.Concat(pieces)).ToArbitrary();

    private static Gen<string> Pieces() => Gen.Frequency(
        (30, from word in Gen.Elements(Words) from space in Gen.Elements(Spaces) select word + space),
        (3, Gen.Select(Gen.Choose(100, 700), count => new string('w', count) + " ")),
        (2, Gen.Select(Gen.Choose(100, 400), count => $"https://example.com/{new string('p', count)} ")),
        (2, Gen.Select(Gen.Choose(50, 400), count => string.Concat(Enumerable.Repeat(Family, count)))),
        (1, Gen.Select(Gen.Choose(200, 2_000), count => "z" + new string('\u0301', count) + " ")),
        (1, Gen.Constant("\uD83D ")));
}
