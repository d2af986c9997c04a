using System.Net;
using System.Text.Json;
using Sanctum.Errors;

namespace Sanctum.Models.Remote;

/// <summary>Turns every answer that is not a success into our error, once for all SDKs, before they see it.</summary>
internal sealed class RefusalHandler(string provider, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private const int MostBodyBytes = 16_384;
    private const int MostCharacters = 300;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        if (response.IsSuccessStatusCode)
            return response;
        using (response)
        {
            var reason = Explain(await ReadStart(response, cancellationToken));
            throw new DependencyException(
                provider, $"HTTP {(int)response.StatusCode}{(reason.Length > 0 ? ": " : "")}{reason}", ClassOf(response.StatusCode), RetryAfterOf(response));
        }
    }

    private static ErrorClass ClassOf(HttpStatusCode status) =>
        status is HttpStatusCode.RequestTimeout or HttpStatusCode.Conflict or HttpStatusCode.TooManyRequests || (int)status >= 500
            ? ErrorClass.Transient
            : ErrorClass.Permanent;

    private static TimeSpan? RetryAfterOf(HttpResponseMessage response)
    {
        if (response.Headers.RetryAfter is not { } asked)
            return null;
        var wait = asked.Delta ?? asked.Date - DateTimeOffset.UtcNow ?? TimeSpan.Zero;
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }

    private static async Task<byte[]> ReadStart(HttpResponseMessage response, CancellationToken ct)
    {
        await using var body = await response.Content.ReadAsStreamAsync(ct);
        var start = new byte[MostBodyBytes];
        var length = await body.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, ct);
        return start[..length];
    }

    /// <summary>Both vendors say why in <c>error.message</c>; some compatible servers in <c>error</c>. Any other body is not for our eyes.</summary>
    private static string Explain(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("error", out var error))
                return "";
            if (error.ValueKind == JsonValueKind.Object && error.TryGetProperty("message", out var message))
                error = message;
            var text = error.ValueKind == JsonValueKind.String ? error.GetString()! : "";
            return text.Length <= MostCharacters ? text : string.Concat(text.AsSpan(0, MostCharacters), "…");
        }
        catch (JsonException)
        {
            // A proxy's page or a cut body: the status alone is what is known.
            return "";
        }
    }
}
