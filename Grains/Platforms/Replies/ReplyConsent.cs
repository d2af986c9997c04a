using Sanctum.Errors;
using Sanctum.Platforms.Accounts;
using Sanctum.Platforms.People;

namespace Sanctum.Platforms.Replies;

/// <summary>
/// Whether an agent may turn to a person unasked, by a reply, a quote, a mention, a like or a follow: those who opted
/// out or are ignored are left alone by tools too.
/// </summary>
internal sealed class ReplyConsent(AccountStore accounts, ProfileStore profiles) : IReplyConsent
{
    public async Task RequireAsync(AccountKey account, PlatformAuthor person, CancellationToken cancellationToken)
    {
        if (await ReasonToLeaveAlone(account, person, cancellationToken) is { } reason)
            throw new PolicyDeniedException($"Turning to @{person.Handle}", Sentence(reason));
    }

    /// <summary>Why the person is to be left alone, a name from <see cref="NoReplyReasons"/>; or null.</summary>
    /// <exception cref="NotFoundException">There is no such account.</exception>
    public async Task<string?> ReasonToLeaveAlone(AccountKey account, PlatformAuthor person, CancellationToken ct)
    {
        var row = await accounts.Find(account, ct)
            ?? throw new NotFoundException("account", $"{account.Platform}/{account.Account}");
        var profile = await profiles.Find(account.Tenant, new ProfileKey(account.Platform, person.Id), ct);
        return ReplyPolicy.ReasonToLeaveAlone(ReplyRules.Read(row.Rules), person.Id, person.Handle, profile?.HasOptedOut is true);
    }

    private static string Sentence(string reason) => reason == NoReplyReasons.OptedOut
        ? "this person asked not to be answered (opted_out)."
        : "this person is on the account's list of those who are never answered (ignored_author).";
}
