using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Sanctum.Tests.Fuzz;

/// <summary>A request to an operation, as a seed makes it: most are right in most parts.</summary>
internal static partial class FuzzedRequest
{
    private const int MaxEscapedCharacters = 600;

    private static readonly string[] ContentTypes =
    [
        "application/json", "application/json", "application/json; charset=utf-8", "application/json; charset=bogus", "application/merge-patch+json", "application/yaml",
        "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "nonsense",
    ];

    private static readonly (string Name, string Value)[] Headers =
    [
        ("Idempotency-Key", "k"), ("Idempotency-Key", new string('k', 300)), ("If-Match", "\"1\""), ("If-Match", "nonsense"), ("If-None-Match", "*"), ("Last-Event-ID", "5"),
        ("Last-Event-ID", "x"), ("x-session-id", "some"), ("x-session-id", "a b"), ("x-stainless-retry-count", "1"), ("x-stainless-retry-count", "x"), ("Origin", "https://evil.example"),
        ("Cookie", "sanctum-visitor=x"), ("Accept", "application/xml"), ("traceparent", "nonsense"), ("Content-Encoding", "gzip"), ("Range", "bytes=0-1"), ("Expect", "100-continue"),
    ];

    public static HttpRequestMessage To(FuzzedOperation operation, OddValues values)
    {
        var request = new HttpRequestMessage(MethodOf(operation, values), new Uri(PathOf(operation, values) + QueryOf(operation, values), UriKind.Relative));
        foreach (var (name, value) in Headers)
        {
            if (values.Chance(2))
                request.Headers.TryAddWithoutValidation(name, value);
        }
        if (operation.Bodies.Count > 0 || values.Chance(3))
            request.Content = BodyOf(operation, values);
        return request;
    }

    private static HttpMethod MethodOf(FuzzedOperation operation, OddValues values) => values.Chance(97)
        ? operation.Method
        : values.One([HttpMethod.Get, HttpMethod.Post, HttpMethod.Put, HttpMethod.Patch, HttpMethod.Delete, HttpMethod.Options, new HttpMethod("BREW")]);

    private static string PathOf(FuzzedOperation operation, OddValues values) =>
        Parameter().Replace(operation.Path, match => values.Chance(70) ? Known(operation, match.Groups["name"].Value, values) : Escaped(values.Text()));

    private static string Known(FuzzedOperation operation, string name, OddValues values) => name switch
    {
        // What is retired stays so, and then nothing more is done with it.
        "id" when operation.Method == HttpMethod.Delete => "fuzz-gone",
        "platform" => values.One(["sandbox", "webchat", "webhook", "bluesky"]),
        "tool" => values.One(["calculate", "current_time", "memory_read"]),
        "queue" => "memory.wal.dlq",
        "item" or "post" => Guid.CreateVersion7().ToString(),
        _ => Escaped(values.One(values.Known)),
    };

    private static string QueryOf(FuzzedOperation operation, OddValues values)
    {
        var given = operation.Query.Where(_ => values.Chance(40)).Select(name => $"{name}={Escaped(QueryValue(name, values))}").ToList();
        if (values.Chance(3))
            given.Add($"{Escaped(values.Text())}={Escaped(values.Text())}");
        return given.Count == 0 ? "" : "?" + string.Join('&', given);
    }

    // To wait is allowed, for long; that would be a test of patience.
    private static string QueryValue(string name, OddValues values) => name switch
    {
        "wait" => values.One(["1ms", "50ms", "x", "", "-1s", "1000h"]),
        "limit" => values.One(["1", "10", "0", "-5", "9999999999", "x"]),
        _ => values.Text(),
    };

    private static HttpContent BodyOf(FuzzedOperation operation, OddValues values)
    {
        var (type, schema) = operation.Bodies.Count > 0 ? values.One(operation.Bodies) : ("application/json", null);
        var body = Spoilt(Encoding.UTF8.GetBytes(Written(values.For(schema), values)), values);
        var content = new ByteArrayContent(body);
        content.Headers.TryAddWithoutValidation("Content-Type", values.Chance(92) ? type : values.One(ContentTypes));
        return content;
    }

    // Lone surrogates are written as escapes, as JSON allows.
    private static string Written(JsonNode? value, OddValues values)
    {
        var text = new StringBuilder();
        Write(value, text, values);
        return text.ToString();
    }

    private static void Write(JsonNode? value, StringBuilder text, OddValues values)
    {
        switch (value)
        {
            case JsonObject fields:
                text.Append('{');
                foreach (var (name, field) in fields)
                {
                    Separate(text, '{');
                    Quote(name, text);
                    text.Append(':');
                    Write(field, text, values);
                    // Now and then a name comes twice.
                    if (values.Random.Next(200) == 0)
                    {
                        text.Append(',');
                        Quote(name, text);
                        text.Append(":1");
                    }
                }
                text.Append('}');
                break;
            case JsonArray items:
                text.Append('[');
                foreach (var item in items)
                {
                    Separate(text, '[');
                    Write(item, text, values);
                }
                text.Append(']');
                break;
            case JsonValue one when one.GetValueKind() == JsonValueKind.String:
                Quote(one.GetValue<string>(), text);
                break;
            default:
                text.Append(value?.ToJsonString() ?? "null");
                break;
        }
    }

    private static void Separate(StringBuilder text, char opening)
    {
        if (text[^1] != opening)
            text.Append(',');
    }

    private static void Quote(string value, StringBuilder text)
    {
        text.Append('"');
        foreach (var unit in value)
            _ = unit is < ' ' or '"' or '\\' or (>= '\ud800' and <= '\udfff') ? text.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}") : text.Append(unit);
        text.Append('"');
    }

    private static byte[] Spoilt(byte[] body, OddValues values)
    {
        if (values.Chance(94) || body.Length == 0)
            return body;
        switch (values.Random.Next(5))
        {
            case 0:
                return body[..values.Random.Next(body.Length)];
            case 1:
                body[values.Random.Next(body.Length)] = (byte)values.Random.Next(256);
                return body;
            case 2:
                return [];
            case 3:
                return Encoding.UTF8.GetBytes(new string('[', values.One([31, 33, 10_000])));
            default:
                return [.. body, .. body];
        }
    }

    // Half characters cannot be in an address; they go as the bytes of the replacement.
    private static string Escaped(string value)
    {
        var well = new string([.. value.Take(MaxEscapedCharacters).Select(unit => char.IsSurrogate(unit) ? '\ufffd' : unit)]);
        // A client takes these two out of a path itself.
        return well is "." or ".." ? well.Replace(".", "%2E", StringComparison.Ordinal) : Uri.EscapeDataString(well);
    }

    [GeneratedRegex(@"\{(?<name>[^}]+)\}")]
    private static partial Regex Parameter();
}
