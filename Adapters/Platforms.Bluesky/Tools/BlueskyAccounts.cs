using Sanctum.Errors;
using Sanctum.Tools;

namespace Sanctum.Platforms.Bluesky.Tools;

/// <summary>Lets an agent's tools act on Bluesky as the agent's own account there.</summary>
internal sealed class BlueskyAccounts(IAgentAccounts accounts, IRateBudget budget)
{
    /// <summary>What a tool's argument <c>account</c> means.</summary>
    public const string WhichAccount =
        "Which of your accounts acts, if you have several; in a conversation on one of them it is that one.";

    /// <summary>
    /// Makes a call as the agent's account: the conversation's, else the one that the call names, else the only one.
    /// </summary>
    /// <exception cref="NotFoundException">The agent has no such account on Bluesky.</exception>
    /// <exception cref="InvalidRequestException">The call names another than the conversation's, or none of several.</exception>
    public async Task<T> Use<T>(
        ToolContext context, string? named, Func<PlatformAccount, Task<T>> call, CancellationToken cancellationToken) =>
        await accounts.CallAsync(await Find(context, named, cancellationToken), call);

    /// <summary>The account as which <see cref="Use"/> makes its call.</summary>
    /// <exception cref="NotFoundException">The agent has no such account on Bluesky.</exception>
    /// <exception cref="InvalidRequestException">The call names another than the conversation's, or none of several.</exception>
    public Task<AccountKey> Find(ToolContext context, string? named, CancellationToken cancellationToken) =>
        accounts.ChooseAsync(context, BlueskyAdapter.Name, named, cancellationToken);

    /// <summary>The same as <see cref="Use"/> for a call that writes, which costs some of the account's allowance.</summary>
    /// <exception cref="NotFoundException">The agent has no such account on Bluesky.</exception>
    /// <exception cref="InvalidRequestException">The call names another than the conversation's, or none of several.</exception>
    /// <exception cref="LimitExceededException">There is not that much left now.</exception>
    public async Task<T> Write<T>(
        ToolContext context, string? named, int points, Func<PlatformAccount, Task<T>> call, CancellationToken cancellationToken)
    {
        var account = await Find(context, named, cancellationToken);
        await budget.SpendAsync(account, points);
        return await accounts.CallAsync(account, call);
    }

    /// <summary>The same where it must be looked first whether it may be written: what is refused costs nothing.</summary>
    /// <exception cref="NotFoundException">The agent has no such account on Bluesky.</exception>
    /// <exception cref="InvalidRequestException">The call names another than the conversation's, or none of several.</exception>
    /// <exception cref="LimitExceededException">There is not that much left now.</exception>
    public async Task<T> Write<TSeen, T>(
        ToolContext context, string? named, int points, Func<PlatformAccount, Task<TSeen>> look,
        Func<PlatformAccount, TSeen, Task<T>> write, CancellationToken cancellationToken)
    {
        var account = await Find(context, named, cancellationToken);
        var seen = await accounts.CallAsync(account, look);
        await budget.SpendAsync(account, points);
        return await accounts.CallAsync(account, acting => write(acting, seen));
    }

    /// <summary>The key of the one record that a call writes.</summary>
    public static string KeyOf(ToolContext context) => RecordKey.Derive(context.CallId, TimeOf(context));

    /// <summary>When the model made the call, which is the same however often it is run.</summary>
    public static DateTimeOffset TimeOf(ToolContext context) =>
        Guid.TryParse(context.CallId.AsSpan(context.CallId.IndexOf('_') + 1), out var id)
            ? Timestamp.Of(id)
            : DateTimeOffset.UnixEpoch;
}
