using System.Globalization;
using System.Text.Json.Nodes;

namespace Sanctum.Tests.Fuzz;

/// <summary>Values as nobody should send them, and as everybody may.</summary>
internal sealed class OddValues(Random random)
{
    private const int MaxDepth = 4;

    private static readonly string[] Texts =
    [
        "", " ", "a", "default", "true", "null", "0", "-1", "1", "99999999999999999999", "1e400", "NaN", "30s", "1ms", "P1D",
        "..", "../../etc/passwd", "%00", "%2e%2e%2f",
        "a/b", "a\\b", "a b", "a\tb", "a\nb", "a\r\nX-Injected: 1", "\0", "a\0b", "\u0001", "\u007f", "\u0085", "\u2028",
        "\u202eabc", "\ufeffa", "\ud83d\ude00", "\ud800", "\udc00\ud800",
        "caf\u00e9", "cafe\u0301", "\u0130", "\uff0e\uff0e", "\uffff", "' or 1=1 --", "\"; drop table x",
        "<script>alert(1)</script>", "{{7*7}}", "${jndi:x}", "$(id)", "*", "?", "[", "(((((",
        "^(a+)+$", "%s%n", "2026-13-45T99:99:99Z", "2026-11-28T00:00:00Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.9999999Z",
        "http://127.0.0.1:1/", "file:///etc/passwd",
        "http://[::1", "http://user:secret@example.org/", "00000000-0000-0000-0000-000000000000",
        "ffffffff-ffff-ffff-ffff-ffffffffffff", "{00000000-0000-0000-0000-000000000000}",
        "new", "error", "normal", "high", "local/default", "scripted/any", "scripted/", "/", "sandbox", "webchat", "webhook",
        "whsec_QUJD", "constructor", "__proto__", "$ref",
    ];

    private static readonly string[] Numbers =
    [
        "0", "-0", "-1", "1", "0.1", "1.0", "1e2", "1E400", "-1e-400", "2147483647", "2147483648", "-2147483649",
        "9223372036854775807", "9223372036854775808",
        "123456789012345678901234567890", "0.1e1000000", "1e-7",
    ];

    private static readonly int[] Lengths = [1, 63, 64, 65, 128, 129, 256, 257, 500, 501, 1_001, 4_097, 8_001, 32_001, 40_000];

    public Random Random => random;

    public bool Chance(int percent) => random.Next(100) < percent;

    public T One<T>(IReadOnlyList<T> from) => from[random.Next(from.Count)];

    public string Text() => random.Next(10) switch
    {
        < 2 => One(FuzzWorld.Spares),
        < 7 => One(Texts),
        7 => new string(One("a1-.\u00fc(\u4e2d\u0301".ToCharArray()), One(Lengths)),
        _ => string.Concat(Enumerable.Range(0, random.Next(1, 24)).Select(_ => (char)random.Next(1, 0x2FFF))),
    };

    /// <summary>Any JSON.</summary>
    public JsonNode? Any(int depth = 0) => random.Next(depth > MaxDepth ? 5 : 8) switch
    {
        0 => null,
        1 => JsonValue.Create(Chance(50)),
        2 => JsonNode.Parse(One(Numbers)),
        3 or 4 => JsonValue.Create(Text()),
        5 => new JsonArray([.. Enumerable.Range(0, random.Next(4)).Select(_ => Any(depth + 1))]),
        6 => Deep(One([5, 29, 30, 31, 32, 33, 64])),
        _ => new JsonObject(Enumerable.Range(0, random.Next(4)).Select(n => KeyValuePair.Create(Name(n), Any(depth + 1)))),
    };

    public string Name(int number) => Chance(50) ? Text() + number.ToString(CultureInfo.InvariantCulture) : $"field{number}";

    private JsonNode? Deep(int depth)
    {
        var (inner, isArray) = (JsonValue.Create(1) as JsonNode, Chance(50));
        for (var n = 0; n < depth; n++)
            inner = isArray ? new JsonArray(inner) : new JsonObject { ["a"] = inner };
        return inner;
    }
}
