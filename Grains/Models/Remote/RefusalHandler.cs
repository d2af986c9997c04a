using System.Text;

namespace Sanctum.Models.Remote;

/// <summary>Turns every answer that is not a success into our error, once for all SDKs, before they see it.</summary>
internal sealed class RefusalHandler(string provider, HttpMessageHandler inner, TimeProvider clock) : DelegatingHandler(inner)
{
    private const int MaxBodyBytes = 16_384;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        if (response.IsSuccessStatusCode)
            return response;
        using (response)
        {
            var error = ProviderError.Of(await ReadStart(response, cancellationToken), (int)response.StatusCode);
            throw error.ToException(provider, RetryAfterOf(response));
        }
    }

    // A time that has passed asks for nothing.
    private TimeSpan? RetryAfterOf(HttpResponseMessage response)
    {
        var asked = response.Headers.RetryAfter;
        var wait = asked?.Delta ?? asked?.Date - clock.GetUtcNow();
        return wait > TimeSpan.Zero ? wait : null;
    }

    private static async Task<string> ReadStart(HttpResponseMessage response, CancellationToken ct)
    {
        await using var body = await response.Content.ReadAsStreamAsync(ct);
        var start = new byte[MaxBodyBytes];
        var length = await body.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, ct);
        return Encoding.UTF8.GetString(start.AsSpan(0, length));
    }
}
