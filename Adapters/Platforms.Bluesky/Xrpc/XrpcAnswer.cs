using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Sanctum.Platforms.Bluesky;

/// <summary>What a service answered.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">The JSON; undefined where there was none.</param>
/// <param name="Rate">What is left of the caller's allowance, where the service told.</param>
/// <param name="RetryAfter">How long the service asks to wait, where it did.</param>
/// <param name="IsForeign">Whether an error came with a body that the protocol does not know, such as a proxy's page.</param>
/// <param name="IsAboutOthers">Whether it speaks of somebody else's account than the caller's.</param>
internal sealed record XrpcAnswer(
    int Status, JsonElement Body, RateAllowance? Rate, TimeSpan? RetryAfter, bool IsForeign = false, bool IsAboutOthers = false)
{
    private const int MaxMessageCharacters = 300;

    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>
    /// The error's name by the protocol, such as <c>ExpiredToken</c>; null on success or where a proxy answered.
    /// </summary>
    public string? Error => IsSuccess ? null : Body.Text("error");

    /// <summary>Whether the account that it speaks of may not act, or is not to be seen.</summary>
    public bool IsAccountGone =>
        Error is "AccountTakedown" or "AccountSuspended" or "AccountDeactivated"
            or "RepoTakendown" or "RepoSuspended" or "RepoDeactivated";

    /// <summary>The error in the service's words.</summary>
    public string Message =>
        Body.Text("message") is { } message ? message[..Math.Min(message.Length, MaxMessageCharacters)] : $"status {Status}";

    /// <summary>Reads an HTTP response.</summary>
    /// <exception cref="JsonException">A success whose body is no JSON.</exception>
    public static XrpcAnswer Read(HttpResponseMessage response, byte[] body, DateTimeOffset now)
    {
        var rate = RateOf(response.Headers);
        var retryAfter = response.Headers.RetryAfter switch
        {
            { Delta: { } wait } => wait,
            { Date: { } date } => date - now,
            _ => rate is { Remaining: <= 0 } ? rate.ResetsAt - now : (TimeSpan?)null,
        };
        var read = BodyOf(body, response.IsSuccessStatusCode);
        var isForeign = !response.IsSuccessStatusCode && body.Length > 0 && read.ValueKind != JsonValueKind.Object;
        return new XrpcAnswer((int)response.StatusCode, read, rate, retryAfter, isForeign);
    }

    // A proxy before the service answers errors with a page of its own; then the status is all that is known.
    private static JsonElement BodyOf(byte[] body, bool isSuccess)
    {
        if (body.Length == 0)
            return default;
        try
        {
            return JsonElement.Parse(body);
        }
        catch (JsonException) when (!isSuccess)
        {
            return default;
        }
    }

    private static RateAllowance? RateOf(HttpResponseHeaders headers) =>
        Number(headers, "RateLimit-Remaining") is { } remaining
            && Number(headers, "RateLimit-Reset") is { } reset and > 0 and < 253_402_300_800
            ? new RateAllowance((int)Math.Clamp(remaining, 0, int.MaxValue), DateTimeOffset.FromUnixTimeSeconds(reset))
            : null;

    private static long? Number(HttpResponseHeaders headers, string name) =>
        headers.TryGetValues(name, out var values)
            && long.TryParse(values.First(), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
