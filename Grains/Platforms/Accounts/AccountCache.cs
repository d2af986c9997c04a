using Microsoft.Extensions.Logging;
using Sanctum.Errors;
using Sanctum.Platforms.Replies;

namespace Sanctum.Platforms.Accounts;

/// <summary>An account's row as its grain remembers it. Where another writer came first, the row is read again.</summary>
internal sealed class AccountCache(
    AccountKey key, AccountStore store, PlatformOptions options, TimeProvider clock, ILogger logger)
{
    private const int MaxChangeAttempts = 10;

    public AccountKey Key { get; } = key;

    /// <summary>The row, or null where the account is not connected.</summary>
    public AccountRow? Row { get; private set; }

    public ReplyRules Rules { get; private set; } = new();

    /// <summary>Since when this memory follows what happens; what came before may have left rows that are lost.</summary>
    public DateTimeOffset ReadAt { get; private set; }

    public async Task Read(CancellationToken ct)
    {
        Hold(await store.Find(Key, ct));
        ReadAt = clock.GetUtcNow();
    }

    public void Hold(AccountRow? row)
    {
        Row = row;
        Rules = row is null ? new ReplyRules() : ReplyRules.Read(row.Rules);
    }

    /// <summary>The row.</summary>
    /// <exception cref="NotFoundException">The account is not connected.</exception>
    public AccountRow Require() => Row ?? throw new NotFoundException("account", $"{Key.Platform}/{Key.Account}");

    /// <summary>The row of an account that works.</summary>
    /// <exception cref="AccountUnavailableException">It does not.</exception>
    public AccountRow RequireActive()
    {
        var row = Require();
        return row.Status == AccountStatus.Active
            ? row
            : throw new AccountUnavailableException(
                Key.Account, row.StatusReason ?? row.Status.ToString(), options.UnavailableWait);
    }

    /// <summary>
    /// Writes a change of an operator. Where a poll wrote its cursor or its failure first, the change is made again to the row as
    /// it is then.
    /// </summary>
    /// <param name="change">The row as it is to be; null if it needs no change.</param>
    /// <returns>Whether there was something to change.</returns>
    /// <exception cref="ConflictException">Another operator came first.</exception>
    public async Task<bool> Change(Func<AccountRow, AccountRow?> change)
    {
        for (var attempt = 1; ; attempt++)
        {
            var row = Require();
            if (change(row) is not { } next)
                return false;
            if (await HoldOrRead(await store.Update(Key, next, CancellationToken.None)))
                return true;
            if (attempt == MaxChangeAttempts || !Require().IsOperatedAs(row))
                throw ChangedMeanwhile();
        }
    }

    /// <summary>Writes a change of an operator.</summary>
    /// <exception cref="ConflictException">Another writer came first.</exception>
    public async Task Save(AccountRow next)
    {
        if (!await HoldOrRead(await store.Update(Key, next, CancellationToken.None)))
            throw ChangedMeanwhile();
    }

    /// <summary>Stops the account until somebody mends it.</summary>
    public async Task Fail(string reason)
    {
        if (Row is not { Status: AccountStatus.Active } row)
            return;
        AccountLog.Failed(logger, Key, reason);
        await HoldOrRead(
            await store.RecordFailure(Key, row.Version, ErrorClass.Permanent, reason, reason, CancellationToken.None));
    }

    /// <summary>Takes a row that was just written; without one, another writer came first and the row is read again.</summary>
    /// <returns>Whether there was one.</returns>
    public async Task<bool> HoldOrRead(AccountRow? written)
    {
        if (written is not null)
        {
            // Two writes of this grain may come back in the other order.
            if (Row is null || Row.Version < written.Version)
                Hold(written);
            return true;
        }
        AccountLog.Behind(logger, Key);
        await Read(CancellationToken.None);
        return false;
    }

    private ConflictException ChangedMeanwhile() => new($"The account '{Key.Account}' was changed meanwhile; look at it again.");
}
