using System.Text.Json;
using Anthropic.Exceptions;
using Polly.CircuitBreaker;
using Sanctum.Errors;

namespace Sanctum.Models.Remote;

/// <summary>What an SDK or the network threw, as our error.</summary>
internal static class ProviderFailure
{
    /// <summary>Null: not a failure of the provider (a bug of ours, or the caller's own cancellation).</summary>
    public static DependencyException? From(string provider, Exception thrown) => thrown switch
    {
        DependencyException known => known,
        BrokenCircuitException open => new DependencyException(
            provider, "too many calls failed lately, so it is left alone for a while; the last failure: " +
                $"{open.InnerException?.Message ?? "unknown"}",
            ErrorClass.Transient, open.RetryAfter, open, isRefusal: true, isOutage: true, code: ErrorCodes.Unavailable),
        _ when Inside(thrown) is { } known => known,
        AnthropicSseException => ProviderError.Of(JsonIn(thrown.Message)).ToException(provider),
        HttpRequestException or IOException or AnthropicException =>
            new DependencyException(provider, "the connection failed.", ErrorClass.Transient, inner: thrown),
        JsonException => Unreadable.Answer(provider, $"the answer cannot be read: {thrown.Message}"),
        _ => null,
    };

    /// <summary>An SDK may wrap what our handler threw.</summary>
    private static DependencyException? Inside(Exception thrown)
    {
        for (var inner = thrown.InnerException; inner is not null; inner = inner.InnerException)
        {
            if (inner is DependencyException known)
                return known;
        }
        return null;
    }

    // The SDK puts its own words before what the server sent.
    private static string JsonIn(string message)
    {
        var (start, end) = (message.IndexOf('{', StringComparison.Ordinal), message.LastIndexOf('}'));
        return start >= 0 && end > start ? message[start..(end + 1)] : message;
    }
}
