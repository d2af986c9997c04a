using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Npgsql;
using Sanctum.Audit;
using Sanctum.Errors;
using Sanctum.Identity;
using Sanctum.Tenants;

namespace Sanctum.Access;

/// <summary>Keeps nothing itself. One links and unlinks at a time, so two calls cannot take a user's last two ways in.</summary>
/// <remarks>
/// Invariant: a user is found by issuer and subject, never by a name or an address. Meter: <c>sanctum.access.sign_ins</c>.
/// Events: 2552, 2553.
/// </remarks>
[GrainType("linkedaccounts")]
internal sealed partial class LinkedAccountsGrain(
    LinkedAccountStore accounts, UserStore users, SessionStore sessions, RecentSignIn recent, SessionTokens tokens,
    Passwords passwords, TenantList tenants, TenantQuotaCheck quotas, AccessMeter meter, TimeProvider clock,
    ILogger<LinkedAccountsGrain> logger)
    : Grain, ILinkedAccountsGrain
{
    private const string AccountTaken = "23505";

    // What the user may spend at the provider.
    private static readonly TimeSpan AtProvider = TimeSpan.FromMinutes(10);

    private string Tenant => this.Key().Tenant;

    public async Task<SignedIn> SignIn(ProviderAccount account, ProviderRules rules, Caller caller)
    {
        account = LinkedAccountRules.Check(account);
        await tenants.RequireActive(Tenant);
        var linked = await accounts.Find(Tenant, account, CancellationToken.None)
            ?? (rules.CreatesUsers
                ? await quotas.Within(TenantQuotaKind.Users, Tenant, () => Create(account, rules))
                : null)
            ?? throw await Refuse(
                account, caller, "No user here is linked with this account; sign in with the password and link it.");
        if (await users.Find(Tenant, linked.Username, CancellationToken.None) is not { User: { IsDisabled: false } user })
            throw await Refuse(account, caller, "The user is disabled.");
        if (linked.WasMade && rules.RolesFollow)
            user = await Follow(user, account, await Known(account, rules));
        var signedIn = await tokens.Begin(Tenant, user, caller, provider: account.Provider);
        // Unlinking ends the sessions that it finds, so whether the account is linked is asked once more after the session began.
        if (!await accounts.Used(Tenant, user.Username, account, clock.GetUtcNow(), CancellationToken.None))
        {
            await End(signedIn);
            throw await Refuse(account, caller, "The account was unlinked.");
        }
        meter.Provider(AccessMeter.Ok);
        return signedIn;
    }

    public Task RequireRecentSignIn(string username, Guid session) => recent.Require(Tenant, username, session);

    public async Task Link(string username, Guid session, ProviderAccount account)
    {
        account = LinkedAccountRules.Check(account);
        var entry = clock.Entry(
            $"user/{username}", AuditActions.AccountLink, $"user/{username}", AuditResults.Ok, Named(account));
        var now = clock.GetUtcNow();
        if (await accounts.Link(
            Tenant, username, session, now - RecentSignIn.Lasts - AtProvider, account, now, entry, CancellationToken.None))
            return;
        var present = await accounts.Find(Tenant, account, CancellationToken.None);
        if (present?.Username == username)
            return;
        if (present is not null)
            throw new ConflictException("This account is linked with another user.");
        var mine = await accounts.List(Tenant, username, CancellationToken.None);
        throw mine.Any(one => one.Provider == account.Provider)
            ? new ConflictException($"The user is linked with another account at '{account.Provider}'; unlink that first.")
            : new SignInRefusedException(
                "The session has ended or began long ago, or the user has 10 linked accounts, the limit.");
    }

    public Task<ImmutableArray<LinkedAccount>> List(string username) => accounts.List(Tenant, username, CancellationToken.None);

    public async Task Unlink(string username, string provider, Guid keptSession)
    {
        await recent.Require(Tenant, username, keptSession);
        var entry = clock.Entry(AuditActions.AccountUnlink, $"user/{username}", new JsonObject { ["provider"] = provider });
        var isUnlinked = await accounts.Unlink(
            Tenant, username, provider, keptSession, clock.GetUtcNow(), entry, CancellationToken.None);
        // A sign-in that was under way may have begun a session that the statement did not see.
        await accounts.EndUnlinked(Tenant, username, provider, keptSession, clock.GetUtcNow(), CancellationToken.None);
        if (isUnlinked)
            return;
        var mine = await accounts.List(Tenant, username, CancellationToken.None);
        if (mine.Any(one => one.Provider == provider))
            throw new ConflictException(
                "The user has no password and no other linked account, and could not sign in any more. An admin's reset gives " +
                "the user a password.");
    }

    private Task End(SignedIn signedIn)
    {
        var entry = clock.Entry(
            $"user/{signedIn.Username}", AuditActions.SessionEnd, $"session/{signedIn.SessionId}", AuditResults.Ok);
        return sessions.End(
            Tenant, signedIn.SessionId, signedIn.Username, SessionStore.Ended, clock.GetUtcNow(), entry, CancellationToken.None);
    }

    private async Task<LinkedUser?> Create(ProviderAccount account, ProviderRules rules)
    {
        var roles = await Known(account, rules);
        var hash = await passwords.Hash(SecretText.GeneratePassword());
        try
        {
            foreach (var username in LinkedAccountRules.UsernamesFor(account))
            {
                var details = Named(account);
                details["roles"] = new JsonArray([.. roles.Select(role => (JsonNode)role)]);
                var entry = clock.Entry(
                    $"provider/{account.Provider}", AuditActions.UserCreate, $"user/{username}", AuditResults.Ok, details);
                if (await accounts.AddUser(
                    Tenant, username, account, roles, hash, clock.GetUtcNow(), entry, CancellationToken.None))
                    return new LinkedUser(username, WasMade: true);
            }
        }
        catch (PostgresException exception) when (exception.SqlState == AccountTaken)
        {
            // Two first sign-ins came at once; the other one made the user.
            return await accounts.Find(Tenant, account, CancellationToken.None);
        }
        throw new ConflictException($"No name is free for the user, or there are {UserRules.MaxUsers} users, the limit.");
    }

    private async Task<User> Follow(User user, ProviderAccount account, ImmutableArray<string> roles)
    {
        if (roles.Order(StringComparer.Ordinal).SequenceEqual(user.Roles.Order(StringComparer.Ordinal)))
            return user;
        var may = await users.PermissionsOf(Tenant, user.Username, CancellationToken.None);
        if (may.Contains(Permission.Everything) && !roles.Contains(BuiltInRoles.Admin)
            && !await users.HasAdminBeside(Tenant, user.Username, CancellationToken.None))
        {
            LastAdmin(logger, user.Username, account.Provider);
            return user;
        }
        var details = Named(account);
        details["roles"] = new JsonArray([.. roles.Select(role => (JsonNode)role)]);
        details["before"] = new JsonArray([.. user.Roles.Select(role => (JsonNode)role)]);
        var entry = clock.Entry(
            $"provider/{account.Provider}", AuditActions.UserRoles, $"user/{user.Username}", AuditResults.Ok, details);
        await users.SetRoles(Tenant, user.Username, roles, entry, CancellationToken.None);
        return user with { Roles = roles };
    }

    // A role that was deleted since the settings were written gives nothing.
    private async Task<ImmutableArray<string>> Known(ProviderAccount account, ProviderRules rules)
    {
        var all = await GrainFactory.GetGrain<IRolesGrain>(new GrainKey(Tenant, "roles").ToString()).List();
        foreach (var unknown in rules.Roles.Where(name => all.All(role => role.Name != name)))
            UnknownRole(logger, account.Provider, unknown);
        return [.. rules.Roles.Where(name => all.Any(role => role.Name == name)).Distinct().Take(UserRules.MaxRoles)];
    }

    private async Task<SignInRefusedException> Refuse(ProviderAccount account, Caller caller, string reason)
    {
        var details = Named(account);
        details["address"] = caller.Address;
        var entry = clock.Entry(
            $"anonymous/{caller.Address}", AuditActions.UserSignIn, $"provider/{account.Provider}", AuditResults.Refused,
            details);
        await sessions.Refused(Tenant, entry, CancellationToken.None);
        meter.Provider(AccessMeter.Refused);
        return new SignInRefusedException(reason);
    }

    private static JsonObject Named(ProviderAccount account) => new()
    {
        ["provider"] = account.Provider,
        ["issuer"] = account.Issuer,
        ["subject"] = account.Subject,
    };

    [LoggerMessage(2552, LogLevel.Warning, "The settings of provider {Provider} give the role {Role}, which is not there")]
    private static partial void UnknownRole(ILogger logger, string provider, string role);

    [LoggerMessage(
        2553, LogLevel.Warning, "{Username} keeps the roles that provider {Provider} takes away: nobody else may do everything")]
    private static partial void LastAdmin(ILogger logger, string username, string provider);
}
