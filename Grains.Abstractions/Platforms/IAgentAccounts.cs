using Sanctum.Errors;
using Sanctum.Tools;

namespace Sanctum.Platforms;

/// <summary>
/// Lets tools act as an account of their agent. The process gives it to constructors of tools and adapters, in plug-ins too.
/// </summary>
public interface IAgentAccounts
{
    /// <summary>
    /// The account as which a tool call acts: that of the conversation, if it came in by an account on this platform; else the
    /// one that the call names; else the only one. None is ever guessed.
    /// </summary>
    /// <param name="context">The call.</param>
    /// <param name="platform">The platform.</param>
    /// <param name="named">The account that the call names, or null.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="NotFoundException">The agent has no such account there.</exception>
    /// <exception cref="InvalidRequestException">The call names another account than the conversation's, or none of
    /// several.</exception>
    Task<AccountKey> ChooseAsync(ToolContext context, string platform, string? named, CancellationToken cancellationToken);

    /// <summary>
    /// Makes a call as an account, with its settings and its login. Where the platform rejects the login, it is renewed and the
    /// call is made once more, so the call throws <see cref="SessionExpiredException"/> before it has changed anything. The
    /// login is not to be kept after the call.
    /// </summary>
    /// <exception cref="AccountUnavailableException">The account is paused or the platform refuses it.</exception>
    /// <exception cref="NotFoundException">The account is not connected.</exception>
    /// <exception cref="DependencyException">The platform has no adapter in this process, or logging in failed.</exception>
    Task<T> CallAsync<T>(AccountKey account, Func<PlatformAccount, Task<T>> call);
}
