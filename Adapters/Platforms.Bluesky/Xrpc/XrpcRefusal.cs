using System.Text.Json;
using Sanctum.Errors;

namespace Sanctum.Platforms.Bluesky;

/// <summary>What a refusal means for the work that met it.</summary>
internal static class XrpcRefusal
{
    private static readonly TimeSpan MinWaitAtLimit = TimeSpan.FromSeconds(1);

    /// <summary>The answer as <typeparamref name="T"/>.</summary>
    /// <exception cref="SessionExpiredException">The access token is not accepted (any more).</exception>
    /// <exception cref="DependencyException">
    /// The service refused or failed, or its answer lacks what the protocol promises.
    /// </exception>
    public static T Read<T>(this XrpcAnswer answer)
    {
        answer.ThrowIfRefused();
        try
        {
            return answer.Body.Deserialize<T>(XrpcJson.Options) ?? throw new JsonException("The answer is null.");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new DependencyException(
                "bluesky", "the answer is not what the protocol promises.", ErrorClass.Transient, inner: exception);
        }
    }

    /// <summary>Accepts success only.</summary>
    /// <inheritdoc cref="Read{T}" path="/exception"/>
    public static void ThrowIfRefused(this XrpcAnswer answer)
    {
        if (!answer.IsSuccess)
            throw From(answer);
    }

    public static SanctumException From(XrpcAnswer answer) => answer switch
    {
        // What stands between us and the service, such as a proxy or the page of a hotel's network, speaks for itself alone.
        { IsForeign: true, Status: < 500 and not (408 or 425 or 429) } => new DependencyException(
            BlueskyAdapter.Name, $"something else than the service answered ({answer.Message}, no JSON).", ErrorClass.Transient,
            answer.RetryAfter),
        { IsAccountGone: true, IsAboutOthers: false } =>
            new AccountRefusedException(BlueskyAdapter.Name, $"the account is not active ({answer.Error}): {answer.Message}"),
        { IsAccountGone: true } => Refused(answer, $"the account that was asked for is not active ({answer.Error})"),
        { Error: "AuthFactorTokenRequired" } => Refused(
            answer, "the account wants a sign-in code by mail; give an app password instead"),
        { Error: "ExpiredToken" or "InvalidToken" or "AuthMissing" or "AccountNotFound" } => new SessionExpiredException(
            BlueskyAdapter.Name, answer.Message),
        { Status: 401 } => new SessionExpiredException(BlueskyAdapter.Name, answer.Message),
        { Status: 429 } => new DependencyException(
            BlueskyAdapter.Name, "the rate limit is reached.", ErrorClass.Transient,
            answer.RetryAfter > MinWaitAtLimit ? answer.RetryAfter : MinWaitAtLimit,
            isRefusal: true),
        { Status: 408 or 425 or >= 500 } or { Error: "UpstreamFailure" or "UpstreamTimeout" or "NotEnoughResources" } =>
            new DependencyException(
                BlueskyAdapter.Name, $"the service is in trouble: {answer.Message}", ErrorClass.Transient, answer.RetryAfter),
        _ => Refused(answer, "the service refuses"),
    };

    private static DependencyException Refused(XrpcAnswer answer, string what) =>
        new(BlueskyAdapter.Name, $"{what}: {answer.Message}", ErrorClass.Permanent, isRefusal: true);
}
