namespace Sanctum.Platforms;

/// <summary>
/// The rate budget of an account, which its posts share with everything else that it does. The process gives it to constructors
/// of tools and adapters, in plug-ins too.
/// </summary>
public interface IRateBudget
{
    /// <summary>
    /// Spends points of the account's budget on something that is no post of its outbox, such as a like, before it is done.
    /// Posts wait accordingly, also after a restart. Free where the platform is no <see cref="IRatedPlatform"/>.
    /// </summary>
    /// <param name="account">The account.</param>
    /// <param name="points">What it costs; at least 0.</param>
    /// <exception cref="Errors.InvalidRequestException">The points are below 0.</exception>
    /// <exception cref="Errors.LimitExceededException">Fewer points are left now; nothing is spent.</exception>
    Task SpendAsync(AccountKey account, int points);
}
