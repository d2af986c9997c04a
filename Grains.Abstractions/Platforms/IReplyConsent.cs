using Sanctum.Errors;

namespace Sanctum.Platforms;

/// <summary>
/// Says whether an account may address a person unasked: by a reply, a quote, a mention, a like or a follow. The process gives
/// it to constructors of tools and adapters, in plug-ins too.
/// </summary>
public interface IReplyConsent
{
    /// <summary>Ends without an exception if the person may be addressed.</summary>
    /// <exception cref="PolicyDeniedException">The person opted out, or the account's rules ignore them.</exception>
    /// <exception cref="NotFoundException">The account is not connected.</exception>
    Task RequireAsync(AccountKey account, PlatformAuthor person, CancellationToken cancellationToken);
}
