using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;

namespace Sanctum.Secrets;

public sealed class KnownSecretsTests
{
    private static readonly JavaScriptEncoder Relaxed = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    private static readonly Dictionary<string, Func<string, string>> Spellings = new(StringComparer.Ordinal)
    {
        ["plain"] = secret => secret,
        ["JSON"] = secret => JsonEncodedText.Encode(secret).Value,
        ["relaxed JSON"] = secret => JsonEncodedText.Encode(secret, Relaxed).Value,
        ["JSON in JSON"] = secret => JsonEncodedText.Encode(JsonEncodedText.Encode(secret, Relaxed).Value, Relaxed).Value,
        ["JSON in JSON, escaped"] = secret => JsonEncodedText.Encode(JsonEncodedText.Encode(secret).Value).Value,
        ["percent"] = Uri.EscapeDataString,
        ["percent, in small letters"] = secret => string.Concat(Encoding.UTF8.GetBytes(secret).Select(value => $"%{value:x2}")),
        ["percent twice"] = secret => Uri.EscapeDataString(Uri.EscapeDataString(secret)),
        ["form"] = WebUtility.UrlEncode!,
        ["HTML"] = WebUtility.HtmlEncode!,
        ["percent in JSON"] = secret => JsonEncodedText.Encode(Uri.EscapeDataString(secret)).Value,
        ["Base64"] = secret => Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)),
        ["Base64 behind a name"] = secret => Convert.ToBase64String(Encoding.UTF8.GetBytes($"me:{secret}")),
        ["Base64 between others"] = secret => Convert.ToBase64String(Encoding.UTF8.GetBytes($"user:{secret};more")),
        ["Base64 for addresses"] = secret => Convert.ToBase64String(Encoding.UTF8.GetBytes($"{secret}?>")).Replace('+', '-')
            .Replace('/', '_'),
        ["hexadecimal"] = secret => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(secret)),
    };

    public static TheoryData<string, string> All
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var spelling in Spellings.Keys)
            {
                foreach (var secret in new[]
                {
                    "ZqLEAKquote\"zq1", "ZqLEAKback\\zq7", "two\\\\back\\slashes", "plus+ and & less < 'quote'", "ümläut-geheim",
                    "smile\U0001F600smile", "hunter2-hunter2",
                    "ends-with-\\", "\"starts with\"", "tab\tand/slash", "\\\"both\\\"ways",
                })
                    data.Add(spelling, secret);
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_secret_is_hidden_however_it_is_spelled(string spelling, string secret)
    {
        var spelled = Spellings[spelling](secret);

        var hidden = Known(secret).Hide($"{{\"message\":\"you sent {spelled}, wrongly\"}}");

        Assert.Contains("[password]", hidden, StringComparison.Ordinal);
        Assert.DoesNotContain(spelled, hidden, StringComparison.Ordinal);
        Assert.Contains("you sent ", hidden, StringComparison.Ordinal);
        // Of Base64 what its neighbours share may be left, at most a character or two at each end.
        Assert.Contains("wrongly", hidden, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("short1", "you sent short1.", true)]
    [InlineData("ab", "{\"password\":\"ab\"}", true)]
    [InlineData("ab", "{\\\"password\\\":\\\"ab\\\"}", true)]
    [InlineData("a\"b", "{\"password\":\"a\\\"b\"}", true)]
    [InlineData("ab", "Basic bWU6YWI=", true)]
    [InlineData("ab", "password=ab&user=me", true)]
    [InlineData("ab", "%7B%22password%22%3A%22ab%22%7D", true)]
    [InlineData("ab", "{\\u0022password\\u0022:\\u0022ab\\u0022}", true)]
    [InlineData("ab", "about the cabin", false)]
    [InlineData("ab", "", false)]
    public void A_short_secret_is_noticed_as_a_word(string secret, string text, bool isThere) =>
        Assert.Equal(isThere, Known(secret).Repeats(text));

    [Fact]
    public void What_holds_no_secret_stays_as_it_is() => Prop.ForAll<string?>(text =>
    {
        var said = (text ?? "").Replace("unheard-of-secret", "", StringComparison.Ordinal);
        return Known("unheard-of-secret").Hide(said) == said;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Hiding_takes_no_longer_than_the_text_is_long()
    {
        // Everything in it could be the beginning of the secret; with a match that begins again at each place this would not end.
        var text = string.Concat(Enumerable.Repeat(@"\\\\\\\\%25%25%2525&#x41;", 20_000));

        Assert.Equal(text, Known("\\%&AAAAAAAA").Hide(text));
    }

    private static KnownSecrets Known(string secret) => new([KeyValuePair.Create("password", secret)]);
}
