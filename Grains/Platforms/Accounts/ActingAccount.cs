using System.Collections.Immutable;
using Sanctum.Errors;

namespace Sanctum.Platforms.Accounts;

/// <summary>An account as which an agent's tool may act.</summary>
/// <param name="Platform">The platform.</param>
/// <param name="Account">Its name.</param>
/// <param name="CameInBy">The account on its platform through which the turn came in that calls the tool; null for any other
/// turn.</param>
internal sealed record ActingAccount(string Platform, string Account, string? CameInBy)
{
    /// <summary>Whether the turn came in by it.</summary>
    public bool IsConversation => Account == CameInBy;

    /// <summary>
    /// The one that acts: in a conversation on one of them that one, else the one that the call names or the only one. None is
    /// ever guessed: people would hear from somebody whom they did not speak to.
    /// </summary>
    /// <param name="platform">The platform, for messages.</param>
    /// <param name="owned">The agent's accounts there.</param>
    /// <param name="named">The one that the call names, or null.</param>
    /// <exception cref="NotFoundException">The agent has no such account.</exception>
    /// <exception cref="InvalidRequestException">The call names another than the conversation's, or none of several.</exception>
    public static string Choose(string platform, ImmutableArray<ActingAccount> owned, string? named)
    {
        if (owned.IsEmpty)
            throw new NotFoundException("account of the agent on", platform);
        var conversation = owned[0].CameInBy;
        if (named is not null && conversation is not null && named != conversation)
            throw new InvalidRequestException("account", $"must be '{conversation}' in this conversation, which came in by it.");
        if ((conversation ?? named) is { } wanted)
            return owned.Any(one => one.Account == wanted)
                ? wanted
                : throw new NotFoundException("account of the agent", $"{platform}/{wanted}");
        return owned is [var only]
            ? only.Account
            : throw new InvalidRequestException(
                "account", $"must name one of several: {string.Join(", ", owned.Select(one => one.Account))}.");
    }
}
