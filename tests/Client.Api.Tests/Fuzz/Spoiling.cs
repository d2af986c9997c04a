using System.Text;
using System.Text.Json.Nodes;

namespace Sanctum.Tests.Fuzz;

/// <summary>Takes a right request and makes one to three of its parts odd.</summary>
internal sealed class Spoiling(OddValues values)
{
    private const int MaxTarget = 6_000;

    private static readonly string[] ContentTypes =
    [
        "application/json; charset=utf-8", "application/json; charset=\"UTF-8\"", "application/json; charset=bogus",
        "application/json; charset=utf-16", "application/json;;;", "APPLICATION/JSON",
        "application/problem+json", "application/merge-patch+json", "application/yaml", "text/yaml; charset=latin1", "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x", "multipart/form-data", "application/octet-stream", "nonsense", "", "*/*", "a/b; c",
    ];

    private static readonly (string Name, string Value)[] Headers =
    [
        ("Idempotency-Key", "k"), ("Idempotency-Key", new string('k', 300)), ("Idempotency-Key", ""),
        ("Idempotency-Key", "schl\u00fcssel"), ("If-Match", "\"1\""), ("If-Match", "nonsense"),
        ("If-Match", "\"99999999999999999999\""), ("If-None-Match", "*"), ("If-None-Match", "\"1\", W/\"2\",,"),
        ("Last-Event-ID", "5"), ("Last-Event-ID", "x"), ("Last-Event-ID", "-9999999999999"),
        ("x-session-id", "some"), ("x-session-id", "a b"), ("x-session-id", "\u4e2d"), ("x-stainless-retry-count", "1"), (
            "x-stainless-retry-count", "x"),
        ("Origin", "https://evil.example"), ("Origin", "null"), ("Sec-Fetch-Site", "cross-site"), ("Cookie", "sanctum-visitor=x"),
        ("Cookie", "sanctum-visitor=%00; =; ;;"), ("Accept", "application/xml"),
        ("Accept", "text/html;q=x"), ("Accept-Encoding", "br, gzip;q=x"), ("traceparent", "nonsense"), (
            "traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
        ("tracestate", "a=\u00fc"), ("baggage", "a=b,c"), ("Content-Encoding", "gzip"), ("Range", "bytes=0-1"),
        ("Range", "bytes=9-1"), ("Authorization", "Bearer \u00e9"), ("Authorization", "Basic ==="),
        ("X-Forwarded-For", "not-an-address"), ("X-HTTP-Method-Override", "DELETE"), ("Host", "evil.example"),
        ("Host", "127.0.0.1:99999"), ("X-Long", new string('x', 7_000)),
        ("webhook-id", "a"), ("webhook-timestamp", "99999999999999999999"), ("webhook-signature", "v1,AAAA"),
        ("Upgrade", "websocket"), ("Expect", "100-continue"), ("Accept-Language", "xx-invalid-\u00fc"),
    ];

    private static readonly HttpMethod[] Methods =
    [
        HttpMethod.Get, HttpMethod.Post, HttpMethod.Put, HttpMethod.Patch, HttpMethod.Delete, HttpMethod.Options, HttpMethod.Head,
        HttpMethod.Trace, new("BREW"), new("get"), new("PROPFIND"), new("QUERY"),
    ];

    public void Spoil(FuzzedRequest request)
    {
        request.IsRight = false;
        for (var n = values.Random.Next(10) switch { < 7 => 1, < 9 => 2, _ => 3 }; n > 0; n--)
            SpoilPart(request);
    }

    private void SpoilPart(FuzzedRequest request)
    {
        switch (values.Random.Next(request.Bytes is null ? 10 : 20))
        {
            case < 3 when request.Place.Count > 0:
                request.Place[values.One(request.Place.Keys.ToList())] = OddPart();
                break;
            case < 5:
                SpoilQuery(request);
                break;
            case < 7:
                AddHeader(request);
                break;
            case 7:
                SpoilMethod(request);
                break;
            case 8:
                request.RawPath = OddPath(request.Path);
                break;
            case 9:
                AddBody(request);
                break;
            case < 16 when request.Body is not null:
                SpoilNode(request.Body, request);
                break;
            case < 18:
                request.ContentType = values.One(ContentTypes);
                break;
            default:
                request.RawBody = OddBytes(request.Bytes ?? []);
                break;
        }
    }

    // What others need is not to be taken away by chance.
    private void SpoilMethod(FuzzedRequest request)
    {
        request.Method = values.One(Methods);
        if (request.Method != HttpMethod.Delete)
            return;
        foreach (var name in request.Place.Keys.Where(name => name is "id" or "account" or "platform").ToList())
            request.Place[name] = values.One(FuzzWorld.Spares);
    }

    private string OddPart()
    {
        var text = values.Text();
        return text.Length <= MaxTarget / 10 ? text : text[..(MaxTarget / 10)];
    }

    private void SpoilQuery(FuzzedRequest request)
    {
        var known = request.Operation.Query;
        switch (values.Random.Next(6))
        {
            case 0:
                request.Query.Add((values.Name(1), OddPart()));
                break;
            case 1 when request.Query.Count > 0:
                request.Query.Add(values.One(request.Query));
                break;
            case 2:
                // A server's limit for the parameters of one form is 1,024.
                for (var n = values.One([50, 600]); n > 0; n--)
                    request.Query.Add((known.Count > 0 && values.Chance(50) ? known[0] : $"p{n}", "1"));
                break;
            default:
                if (known.Count > 0 && values.One(known) is var name && name != "wait")
                {
                    request.Query.RemoveAll(one => one.Name == name);
                    request.Query.Add((name, OddPart()));
                }
                break;
        }
    }

    private void AddHeader(FuzzedRequest request)
    {
        for (var n = values.One([1, 1, 1, 3, 30]); n > 0; n--)
        {
            var header = values.One(Headers);
            if (request.Headers.Sum(one => one.Value.Length) + header.Value.Length < MaxTarget * 3)
                request.Headers.Add(header);
        }
    }

    private string OddPath(string path) => values.Random.Next(9) switch
    {
        0 => path + "/",
        1 => path + "/" + Uri.EscapeDataString(string.Concat(OddPart().Where(unit => !char.IsSurrogate(unit)))),
        2 => path.Replace("/v1/", "/v1%2F", StringComparison.Ordinal),
        3 => path.Replace("/v1/", "/v1//", StringComparison.Ordinal),
        4 => path.Replace("/v1/", "/v1/%2e%2e/v1/", StringComparison.Ordinal),
        5 => path.ToUpperInvariant(),
        6 => "/" + string.Concat(Enumerable.Repeat("a/", values.One([1, 20, 1_000]))),
        7 => path + values.One(["%20", "%09", "%2F", "%5C", "%c0%af", "%ff", "%EF%BB%BF", ";a=b", "..", "%00"]),
        _ => path.Replace("/v1/", "/v2/", StringComparison.Ordinal),
    };

    private void AddBody(FuzzedRequest request)
    {
        request.ContentType = "application/json";
        request.Body = request.Body is null ? values.Any() : null;
    }

    /// <summary>Changes one place of the tree, whichever.</summary>
    private void SpoilNode(JsonNode root, FuzzedRequest request)
    {
        var objects = new List<JsonNode>();
        Collect(root, objects);
        if (objects.Count == 0 || values.Chance(5))
            request.Body = values.Any();
        else if (values.One(objects) is JsonObject fields)
            SpoilObject(fields);
        else
            objects.OfType<JsonArray>().First().Add(values.Any());
    }

    private void SpoilObject(JsonObject fields)
    {
        var name = fields.Count == 0 ? values.Name(0) : values.One(fields.Select(field => field.Key).ToList());
        switch (values.Random.Next(10))
        {
            case 0:
                fields.Remove(name);
                break;
            case 1:
                fields[values.Name(0)] = values.Any();
                break;
            case 2:
                fields[name + LooseJson.Twice] = fields[name]?.DeepClone();
                fields.Remove(name);
                break;
            case 3:
                fields[name.ToUpperInvariant()] = fields[name]?.DeepClone();
                break;
            case 4:
                fields[name] = null;
                break;
            case < 8:
                fields[name] = values.Text();
                break;
            default:
                fields[name] = values.Any();
                break;
        }
    }

    private static void Collect(JsonNode? node, List<JsonNode> found)
    {
        if (node is JsonObject or JsonArray)
            found.Add(node);
        IEnumerable<JsonNode?> children = node switch
        {
            JsonObject fields => fields.Select(field => field.Value),
            JsonArray items => items,
            _ => [],
        };
        foreach (var child in children)
            Collect(child, found);
    }

    private byte[] OddBytes(byte[] body)
    {
        switch (values.Random.Next(9))
        {
            case 0:
                return body.Length == 0 ? [] : body[..values.Random.Next(body.Length)];
            case 1:
                for (var n = body.Length == 0 ? 0 : values.Random.Next(1, 5); n > 0; n--)
                    body[values.Random.Next(body.Length)] = (byte)values.Random.Next(256);
                return body;
            case 2:
                return [];
            case 3:
                return Encoding.UTF8.GetBytes(new string('[', values.One([31, 33, 10_000])));
            case 4:
                return Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", values.One([31, 33, 5_000]))));
            case 5:
                return [0xEF, 0xBB, 0xBF, .. body];
            case 6:
                return Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(body));
            case 7:
                return Encoding.UTF8.GetBytes($"{{\"a\":{new string('9', values.One([20, 400, 20_000]))}}}");
            default:
                return [.. body, .. body];
        }
    }
}
