using Sanctum.Errors;

namespace Sanctum.Platforms;

/// <summary>A platform that shows people that an answer is being written.</summary>
public interface ITypingIndicator : IPlatformAdapter
{
    /// <summary>
    /// Shows it for a few seconds; it fades by itself, or ends with the reply. It is asked again while the agent works. A failure
    /// costs the indicator, never the reply.
    /// </summary>
    /// <exception cref="DependencyException">The platform failed or refused.</exception>
    Task ShowTypingAsync(PlatformAccount account, TypingPlace place, CancellationToken cancellationToken);
}

/// <summary>Where an answer is being written.</summary>
/// <param name="SessionId">The conversation in Sanctum.</param>
/// <param name="ReplyContext">What the notification carried for its reply, or null.</param>
public sealed record TypingPlace(string SessionId, string? ReplyContext);
