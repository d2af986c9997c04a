using Sanctum.Publishing;

namespace Sanctum.Platforms;

/// <summary>A platform that agents post on. An implementation is found by this interface; nothing else names it.</summary>
public interface IPlatformAdapter
{
    /// <summary>The platform's name, as notifications and posts carry it.</summary>
    string Platform { get; }

    /// <summary>
    /// Whether posting twice with the same <see cref="OutboundPost.IdempotencyKey"/> is one post. Where it is not, a post whose
    /// attempt was cut off is left to an operator.
    /// </summary>
    bool IsRepeatable { get; }

    /// <summary>Posts.</summary>
    /// <returns>The platform's id of the post.</returns>
    /// <exception cref="Errors.DependencyException">The platform failed or refused; its class says whether to try again.</exception>
    Task<string> PostAsync(OutboundPost post, CancellationToken cancellationToken);
}
