using System.ClientModel;
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
            provider, $"too many calls failed lately, so it is left alone for a while; the last failure: {open.InnerException?.Message ?? "unknown"}",
            ErrorClass.Transient, open.RetryAfter, open, isOutage: true),
        _ when Inside(thrown) is { } known => known,
        AnthropicSseException => new DependencyException(provider, "it reported an error inside the stream.", ClassOf(thrown.Message), inner: thrown),
        HttpRequestException or IOException or ClientResultException or AnthropicException =>
            new DependencyException(provider, "the connection failed.", ErrorClass.Transient, inner: thrown),
        JsonException => new DependencyException(provider, "the answer cannot be read.", ErrorClass.Transient, inner: thrown),
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

    private static ErrorClass ClassOf(string report) =>
        report.Contains("invalid_request_error", StringComparison.Ordinal) || report.Contains("authentication_error", StringComparison.Ordinal)
            ? ErrorClass.Permanent
            : ErrorClass.Transient;
}
