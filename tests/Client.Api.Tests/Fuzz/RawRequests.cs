using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Sanctum.Tests.Fuzz;

/// <summary>
/// What no HTTP client sends: broken framing, bodies that end too early, headers that are too many, double or no text.
/// </summary>
internal sealed class RawRequests(Uri address)
{
    // A request that is whole is answered by then; one that is not gets its end.
    private static readonly TimeSpan CutAfter = TimeSpan.FromMilliseconds(200);

    private static readonly string[] Targets =
    [
        "/v1/agents/%2e%2e/%2e%2e/etc/passwd", "/v1/agents/a%2fb", "/v1/agents/%", "/v1/agents/%zz", "/v1/agents/%c0%af",
        "/v1/agents/%ff", "/v1/agents/%00", "//v1//agents", "/v1/./agents",
        "/v1/agents/..;/x", "\\v1\\agents", "/v1/agents/\u00fc", "/v1/agents?limit=%", "/v1/agents?%00=1",
        "/v1/agents?limit=1&limit=2", "/v1/agents#part", "*", "v1/agents",
        "http://127.0.0.1/v1/agents", "http://evil.example/v1/agents", "/v1/models/a%2f..%2fb", "/v1/chat/completions/%2e%2e/x",
        "/" + new string('a', 9_000), "/v1/agents?after=" + new string('a', 9_000),
    ];

    private static readonly string[] Lines =
    [
        "GET {0} HTTP/1.0", "get {0} HTTP/1.1", "GET {0} HTTP/1.2", "GET {0} HTTP/2.0", "GET {0} HTTP/9", "GET  {0}  HTTP/1.1",
        "GET {0}", "G\u00cbT {0} HTTP/1.1", "GET\t{0}\tHTTP/1.1", "{0}", "",
        "CONNECT 127.0.0.1:1 HTTP/1.1", "OPTIONS * HTTP/1.1", "POST {0} HTTP/1.1", "DELETE {0} HTTP/1.1",
    ];

    private static readonly string[] Headers =
    [
        "Host: a\r\nHost: b", "Host:", "Host: a b", "Host: \u00fc", "X: \u00fc", "X\u00fc: 1", "No colon", ": no name",
        "X : space", "X: a\r\n folded", "X: a\0b", "X: a\nY: b", "X: " + new string('x', 40_000),
        "Content-Length: -1", "Content-Length: 5\r\nContent-Length: 6", "Content-Length: 99999999999999999999",
        "Content-Length: 2\r\nTransfer-Encoding: chunked", "Content-Length: 5000000",
        "Transfer-Encoding: gzip", "Transfer-Encoding: chunked, chunked",
        "Content-Type: application/json\r\nContent-Type: text/plain", "If-Match: \"1\"\r\nIf-Match: \"2\"",
        "Idempotency-Key: a\r\nIdempotency-Key: b", "Cookie: a=b\r\nCookie: sanctum-visitor=c",
        "Authorization: a\r\nAuthorization: b", "Expect: nonsense", "Upgrade: h2c\r\nHTTP2-Settings: x",
        string.Join("\r\n", Enumerable.Range(0, 150).Select(n => $"X-{n}: 1")),
    ];

    private static readonly string[] Bodies =
    [
        "5\r\n{\"tex", "5\r\n{\"text", "zz\r\n{}\r\n0\r\n\r\n", "-1\r\n{}\r\n0\r\n\r\n", "FFFFFFFFFFFFFFFFF\r\n{}",
        "2;ext=\"\u00fc\"\r\n{}\r\n0\r\n\r\n", "2\r\n{}0\r\n\r\n", "2\r\n{}\r\n0\r\nX: trailer\r\n\r\n",
        "2\r\n{}\r\n", "0\r\n\r\n", "", "d\r\n{\"text\":\"hi\"}\r\n0\r\n\r\nGET /v1/agents HTTP/1.1\r\nHost: a\r\n\r\n",
    ];

    /// <summary>Bytes that a seed decides.</summary>
    /// <param name="random">The seed's numbers.</param>
    /// <param name="operation">Whose method and path they are for, where these are not odd themselves.</param>
    /// <param name="key">An API key, so that more than the refusal of strangers is tried.</param>
    /// <param name="path">The path; null where it is odd.</param>
    public static byte[] Make(Random random, FuzzedOperation operation, string key, out string? path)
    {
        var (kind, plain) = (
            random.Next(4), operation.Path.Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal));
        path = kind < 2 ? null : plain;
        var text = kind switch
        {
            0 => Head(One("GET {0} HTTP/1.1"), One(Targets)),
            1 => Head(One(Lines), plain),
            2 =>
                $"{operation.Method} {plain} HTTP/1.1\r\nHost: 127.0.0.1\r\nX-API-Key: {key}\r\nConnection: close\r\n" +
                $"{One(Headers)}\r\n\r\n{{}}",
            _ =>
                $"{operation.Method} {plain} HTTP/1.1\r\nHost: 127.0.0.1\r\nX-API-Key: {key}\r\nConnection: close\r\n" +
                $"Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n{One(Bodies)}",
        };
        return (random.Next(3) == 0 ? Encoding.UTF8 : Encoding.Latin1).GetBytes(text);

        string One(params string[] from) => from[random.Next(from.Length)];

        static string Head(string line, string target) =>
            $"{string.Format(CultureInfo.InvariantCulture, line, target)}\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n";
    }

    /// <summary>
    /// Sends the bytes and then nothing more; null where the connection ends without an answer, as it may for what is cut off.
    /// </summary>
    public async Task<FuzzedAnswer?> Send(byte[] request, CancellationToken ct)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(address.Host, address.Port, ct);
        using var answer = new MemoryStream();
        try
        {
            await socket.SendAsync(request, ct);
            var part = new byte[16 * 1024];
            var first = socket.ReceiveAsync(part, ct).AsTask();
            if (await Task.WhenAny(first, Task.Delay(CutAfter, ct)) != first)
                socket.Shutdown(SocketShutdown.Send);
            for (var count = await first; count > 0 && !IsStream(answer); count = await socket.ReceiveAsync(part, ct))
                answer.Write(part, 0, count);
        }
        catch (SocketException)
        {
            // The server does not read what it has refused.
        }
        return Read(Encoding.UTF8.GetString(answer.ToArray()));
    }

    private static bool IsStream(MemoryStream answer) =>
        Encoding.Latin1.GetString(answer.GetBuffer(), 0, (int)Math.Min(answer.Length, 1_000)).Contains(
            "text/event-stream", StringComparison.Ordinal);

    private static FuzzedAnswer? Read(string answer)
    {
        var end = answer.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0 || answer.Length < 12 || !int.TryParse(answer.AsSpan(9, 3), out var status))
            return null;
        var head = answer[..end];
        var body = answer[(end + 4)..];
        return new FuzzedAnswer(
            status, HeaderOf(head, "Content-Type")?.Split(';')[0],
            HeaderOf(head, "Transfer-Encoding") == "chunked" ? Joined(body) : body[..Math.Min(body.Length, LengthOf(head))]);
    }

    private static int LengthOf(string head) =>
        int.TryParse(HeaderOf(head, "Content-Length"), CultureInfo.InvariantCulture, out var length) ? length : int.MaxValue;

    private static string? HeaderOf(string head, string name) => head.Split("\r\n")
        .FirstOrDefault(line => line.StartsWith($"{name}:", StringComparison.OrdinalIgnoreCase))?[(name.Length + 1)..].Trim();

    // Problems are ASCII but for what they quote, which no test looks at.
    private static string Joined(string chunks)
    {
        var bytes = Encoding.UTF8.GetBytes(chunks);
        var (joined, at) = (new MemoryStream(), 0);
        while (bytes.AsSpan(at).IndexOf("\r\n"u8) is >= 0 and var line
            && int.TryParse(bytes.AsSpan(at, line), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var size)
            && at + line + 2 + size <= bytes.Length)
        {
            joined.Write(bytes, at + line + 2, size);
            at += line + 2 + size + 2;
            if (size == 0 || at > bytes.Length)
                break;
        }
        return Encoding.UTF8.GetString(joined.ToArray());
    }
}
