using Sanctum.Access;
using Sanctum.Audit;
using Sanctum.Calls;
using Sanctum.Edge;
using Sanctum.Errors;
using Sanctum.Problems;
using Sanctum.Requests;

namespace Sanctum.Platforms;

/// <summary>Platforms, and the accounts that agents have on them.</summary>
internal sealed class PlatformEndpoints : IEndpointModule
{
    public void Map(IEndpointRouteBuilder routes)
    {
        var platforms = routes.MapGroup("/v1/platforms").WithTags("Platforms");
        platforms.MapGet("", ListPlatforms)
            .Needs("platforms:read")
            .Produces<PlatformList>()
            .WithSummary("List platforms with their operations, the credentials that an account needs, and the schemas of " +
                "settings and rules");
        var accounts = platforms.MapGroup("/{platform}/accounts");
        accounts.MapGet("", List)
            .Needs("accounts:read")
            .Produces<AccountList>()
            .Refuses(400, 404)
            .WithSummary("List a platform's accounts");
        accounts.MapPost("", Connect)
            .Needs("accounts:write")
            .Audited(AuditActions.AccountConnect)
            .Produces<AccountResource>(201)
            .Refuses(400, 404, 409, 503)
            .WithSummary("Connect an account of an agent")
            .WithDescription("Credentials are write-only. Without `since`, the account ignores what happened before now.");
        accounts.MapGet("/{account}", Get)
            .Needs("accounts:read")
            .Produces<AccountResource>()
            .Refuses(400, 404)
            .WithSummary("Read an account, without its secrets");
        accounts.MapPatch("/{account}", Change)
            .Needs("accounts:write")
            .Audited(AuditActions.AccountChange, "account/{platform}/{account}")
            .Produces<AccountResource>()
            .Refuses(400, 404, 409, 503)
            .WithSummary("Change an account; settings and rules are JSON merge patches and apply at once");
        accounts.MapDelete("/{account}", Disconnect)
            .Needs("accounts:delete")
            .Audited(AuditActions.AccountDisconnect, "account/{platform}/{account}")
            .Produces<AccountResource>()
            .Refuses(400, 404)
            .WithSummary("Remove an account with its credentials and sessions; returns the account as it was");
        accounts.MapPost("/{account}/pause", Pause)
            .Needs("accounts:write")
            .Audited(AuditActions.AccountPause, "account/{platform}/{account}")
            .Produces<AccountResource>()
            .Refuses(400, 404)
            .WithSummary("Pause polling, replying and posting; nothing is lost");
        accounts.MapPost("/{account}/resume", Resume)
            .Needs("accounts:write")
            .Audited(AuditActions.AccountResume, "account/{platform}/{account}")
            .Produces<AccountResource>()
            .Refuses(400, 404)
            .WithSummary("Resume a paused or failed account");
        accounts.MapPost("/{account}/poll", Poll)
            .Needs("accounts:write")
            .Produces<PollResult>()
            .Refuses(400, 404, 409, 502, 503)
            .WithSummary("Poll the account's platform now; a platform that cannot be polled is an error")
            .WithDescription("While the agent's queue is draining, the platform is not polled, and `notAsked` says so.");
        accounts.MapPost("/{account}/recover", Recover)
            .Needs("accounts:write")
            .Audited(AuditActions.AccountRecover, "account/{platform}/{account}", withBody: true)
            .Produces<RecoveryReport>()
            .Refuses(400, 404, 409, 422, 502, 503)
            .WithSummary("Find and ingest missed notifications; safe to repeat")
            .WithDescription("Only for polled platforms. With `dryRun`, nothing is ingested.");
        accounts.MapGet("/{account}/sessions", Sessions)
            .Needs("accounts:read")
            .Produces<SessionRecord[]>()
            .Refuses(400, 404)
            .WithSummary("List an account's sessions, newest first, without their secrets");
        accounts.MapPost("/{account}/sessions/validate", ValidateSession)
            .Needs("accounts:write")
            .Produces<SessionRecord>()
            .Refuses(400, 404, 409, 422)
            .WithSummary("Check an account's stored session: whether it exists, can be read and has not ended");
    }

    private static async Task<PlatformList> ListPlatforms(IClusterClient grains) =>
        new([.. (await grains.Platforms().ListPlatforms()).Select(PlatformResource.From)]);

    private static async Task<AccountList> List(PlatformName platform, string? after, int? limit, IClusterClient grains)
    {
        var size = PageLimit.Check(limit);
        var accounts = await grains.Platforms().ListAccounts(platform.Value, after, size);
        return new AccountList([.. accounts], accounts.Length == size ? accounts[^1].Account : null);
    }

    private static async Task<IResult> Connect(
        PlatformName platform, ConnectRequest request, HttpContext context, IClusterClient grains)
    {
        if (!AccountName.TryParse(request.Account, null, out var account))
            throw new InvalidRequestException("account", $"{AccountName.Rule}.");
        context.AuditAs($"account/{platform}/{account}");
        var connected = AccountResource.From(await grains.Account(platform, account).Connect(request.ToConnection()));
        context.AuditChange(Changed(null, connected));
        return Results.Created($"/v1/platforms/{platform}/accounts/{account}", connected);
    }

    private static async Task<AccountResource> Get(PlatformName platform, AccountName account, IClusterClient grains) =>
        AccountResource.From(await grains.Account(platform, account).Get());

    private static async Task<AccountResource> Change(
        PlatformName platform, AccountName account, ChangeRequest request, HttpContext http, IClusterClient grains)
    {
        var before = AccountResource.From(await grains.Account(platform, account).Get());
        var after = AccountResource.From(await grains.Account(platform, account).Change(request.ToChange()));
        var change = Changed(before, after);
        http.AuditChange(request.Credentials is null ? change : change.WithSecret("credentials"));
        return after;
    }

    // What an object in the settings holds, such as headers, has names of others' choice: that it changed is all that is told.
    private static AuditedChange Changed(AccountResource? before, AccountResource? after) => AuditedChange.Between(
        Settings(before), Settings(after), path => path.StartsWith("settings.", StringComparison.Ordinal) && path.Count('.') > 1);

    private static object? Settings(AccountResource? account) => account is null
        ? null
        : new { account.Agent, account.Status, account.StatusReason, account.Settings, account.Rules };

    private static async Task<AccountResource> Disconnect(
        PlatformName platform, AccountName account, HttpContext http, IClusterClient grains)
    {
        var before = AccountResource.From(await grains.Account(platform, account).Get());
        await grains.Account(platform, account).Disconnect();
        http.AuditChange(Changed(before, after: null));
        return before;
    }

    private static Task<AccountResource> Pause(
        PlatformName platform, AccountName account, string? reason, HttpContext http, IClusterClient grains)
    {
        var why = ReasonText.Check(reason, "An operator paused it.");
        return ChangeStatus(grains.Account(platform, account), account => account.Pause(why), http);
    }

    private static Task<AccountResource> Resume(
        PlatformName platform, AccountName account, HttpContext http, IClusterClient grains) =>
        ChangeStatus(grains.Account(platform, account), account => account.Resume(), http);

    private static async Task<AccountResource> ChangeStatus(
        IPlatformAccountGrain account, Func<IPlatformAccountGrain, Task<ConnectedAccount>> change, HttpContext http)
    {
        var before = AccountResource.From(await account.Get());
        var after = AccountResource.From(await change(account));
        http.AuditChange(Changed(before, after));
        return after;
    }

    private static async Task<PollResult> Poll(PlatformName platform, AccountName account, IClusterClient grains) =>
        PollResult.From(await grains.Account(platform, account).PollNow());

    private static Task<RecoveryReport> Recover(
        PlatformName platform, AccountName account, RecoveryRequest? request, TimeProvider clock, IClusterClient grains)
    {
        var wanted = request ?? new RecoveryRequest();
        return grains.Account(platform, account).Recover(wanted.Since(clock.GetUtcNow()), wanted.DryRun);
    }

    private static async Task<SessionRecord[]> Sessions(PlatformName platform, AccountName account, IClusterClient grains) =>
        [.. await grains.Account(platform, account).ListSessions()];

    private static Task<SessionRecord> ValidateSession(PlatformName platform, AccountName account, IClusterClient grains) =>
        grains.Account(platform, account).ValidateSession();
}

/// <summary>The platforms.</summary>
/// <param name="Items">By name.</param>
internal sealed record PlatformList(PlatformResource[] Items);

/// <summary>A page of accounts.</summary>
/// <param name="Items">By name.</param>
/// <param name="Next">Pass it as <c>after</c> for the next page; null at the end.</param>
internal sealed record AccountList(AccountSummary[] Items, string? Next);

/// <summary>What a poll brought.</summary>
/// <param name="Waiting">Notifications that wait to be answered because of it.</param>
/// <param name="NotAsked">Why the platform was not asked, such as a queue that is drained; null if it was asked.</param>
internal sealed record PollResult(int Waiting, string? NotAsked)
{
    public static PollResult From(PollReport report) => new(report.Waiting, report.NotAsked);
}

/// <summary>What is recovered.</summary>
/// <param name="Within">How far back to look, such as <c>7d</c>; <c>24h</c> if left out, at most 30 days.</param>
/// <param name="DryRun">Only look.</param>
internal sealed record RecoveryRequest(string? Within = null, bool DryRun = false)
{
    private static readonly TimeSpan Usual = TimeSpan.FromHours(24);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(30);

    public DateTimeOffset Since(DateTimeOffset now) =>
        now - (Within is null ? Usual : Durations.Parse("within", Within, Longest));
}
