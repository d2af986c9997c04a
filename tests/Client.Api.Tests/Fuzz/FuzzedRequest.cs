using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Sanctum.Tests.Platforms;

namespace Sanctum.Tests.Fuzz;

/// <summary>A request that is not sent yet: first right, then spoilt in some of its parts.</summary>
internal sealed class FuzzedRequest(FuzzedOperation operation)
{
    public FuzzedOperation Operation => operation;

    public HttpMethod Method { get; set; } = operation.Method;

    /// <summary>Values of the path's parameters, not escaped.</summary>
    public Dictionary<string, string> Place { get; } = [];

    /// <summary>The path as it is sent; null for that of the operation with its parameters.</summary>
    public string? RawPath { get; set; }

    public List<(string Name, string Value)> Query { get; } = [];

    public List<(string Name, string Value)> Headers { get; } = [];

    public JsonNode? Body { get; set; }

    public string? ContentType { get; set; }

    /// <summary>The body as it is sent; null for <see cref="Body"/> as JSON.</summary>
    public byte[]? RawBody { get; set; }

    /// <summary>Whether a delivery is signed, as only its sender can.</summary>
    public bool IsSigned { get; set; }

    /// <summary>Whether nothing was spoilt.</summary>
    public bool IsRight { get; set; } = true;

    public string Path =>
        RawPath ?? Place.Aggregate(
            operation.Path, (path, value) => path.Replace($"{{{value.Key}}}", Escape(value.Value), StringComparison.Ordinal));

    public string Target =>
        Query.Count == 0 ? Path : $"{Path}?{string.Join('&', Query.Select(one => $"{Escape(one.Name)}={Escape(one.Value)}"))}";

    public byte[]? Bytes =>
        RawBody ?? (Body is null && ContentType is null ? null : Encoding.UTF8.GetBytes(LooseJson.Write(Body)));

    public HttpRequestMessage ToMessage()
    {
        var message = new HttpRequestMessage(Method, new Uri(Target, UriKind.Relative));
        foreach (var (name, value) in Headers)
            message.Headers.TryAddWithoutValidation(name, value);
        if (Bytes is not { } bytes)
            return message;
        message.Content = new ByteArrayContent(bytes);
        if (ContentType is not null)
            message.Content.Headers.TryAddWithoutValidation("Content-Type", ContentType);
        if (IsSigned)
            Sign(message.Headers, bytes);
        return message;
    }

    public override string ToString()
    {
        var headers = string.Concat(Headers.Select(header => $" [{header.Name}: {Short(header.Value)}]"));
        return $"{Method} {Short(Target)}{headers} {ContentType}" +
            $"{(Bytes is { } body ? $"\n    sent {Short(Encoding.UTF8.GetString(body))}" : "")}";
    }

    public static string Short(string text) => text.Length <= 400 ? text : $"{text[..400]}… ({text.Length} characters)";

    private static void Sign(HttpRequestHeaders headers, byte[] body)
    {
        var (id, time) = (
            $"msg_{Guid.NewGuid():N}", DateTimeOffset.UtcNow.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        headers.Add("webhook-id", id);
        headers.Add("webhook-timestamp", time);
        headers.Add("webhook-signature", WebhookGateway.Sign(FuzzWorld.Secret, id, time, body));
    }

    // Half characters cannot be in an address; they go as the bytes of the replacement.
    private static string Escape(string value)
    {
        var well = new string([.. value.Select(unit => char.IsSurrogate(unit) ? '\ufffd' : unit)]);
        // A client takes these two out of a path itself.
        return well is "." or ".." ? well.Replace(".", "%2E", StringComparison.Ordinal) : Uri.EscapeDataString(well);
    }
}
