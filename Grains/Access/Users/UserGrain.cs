using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Sanctum.Audit;
using Sanctum.Errors;
using Sanctum.Identity;
using Sanctum.Tenants;

namespace Sanctum.Access;

/// <summary>Runs one call of a user at a time, so failed sign-ins are counted one by one however many come at once.</summary>
/// <remarks>
/// Keeps no rows in memory. A name without a user has a count of failures here, so that it is refused just as one with a user.
/// Options: <see cref="AccessOptions"/>. Meter: <c>sanctum.access.sign_ins</c>.
/// </remarks>
[GrainType("user")]
internal sealed partial class UserGrain(
    UserStore users, RoleStore roles, SessionStore sessions, SessionTokens tokens, Passwords passwords, TenantList tenants,
    TenantQuotaCheck quotas, TotpFactor totp, PasskeyStore passkeys, LinkedAccountStore accounts, AccessMeter meter,
    IOptions<AccessOptions> options, TimeProvider clock, ILogger<UserGrain> logger)
    : Grain, IUserGrain
{
    private const string WrongPassword = "The username or the password is wrong, or the user is disabled.";

    private Attempts _attemptsOfNobody;

    private string Tenant => this.Key().Tenant;

    private string Username => this.Key().Name;

    private string Target => $"user/{Username}";

    public async Task<User> Get() => (await Row()).User;

    public async Task<CreatedUser> Create(NewUser user)
    {
        if (user.IsSelfRegistered)
            user = user with { Roles = [BuiltInRoles.Viewer] };
        UserRules.Check(Username, user);
        if (user.IsSelfRegistered)
            await CheckRegistration();
        else
            await CheckGrants(user.Roles);
        return await quotas.Within(TenantQuotaKind.Users, Tenant, () => Add(user)) ?? throw new ConflictException(
                $"There is a user '{Username}', or there are {UserRules.MaxUsers} users, the limit.");
    }

    public async Task<string?> CreateFirst()
    {
        await BuiltIn();
        if (await users.HasAdminBeside(Tenant, username: "", CancellationToken.None))
            return null;
        var first = new NewUser(null, null, [BuiltInRoles.Admin], IsSelfRegistered: false, new Caller("", null));
        return (await Add(first))?.OneTimePassword;
    }

    public async Task<string> Recover()
    {
        await BuiltIn();
        var admin = new NewUser(null, null, [BuiltInRoles.Admin], IsSelfRegistered: false, new Caller("", null));
        if (await users.Find(Tenant, Username, CancellationToken.None) is not { } row)
            return (await Add(admin))?.OneTimePassword ?? throw Gone();
        var password = SecretText.GeneratePassword();
        var change = new PasswordChange(
            Tenant, Username, await passwords.Hash(password), clock.GetUtcNow(), IsOneTime: true, Enables: true);
        ImmutableArray<string> given = [.. row.User.Roles.Append(BuiltInRoles.Admin).Distinct()];
        await users.SetRoles(
            Tenant, Username, given, clock.Entry(AuditActions.UserRoles, Target, Named(given)), CancellationToken.None);
        // Before the password, whose change ends the sessions: none begins by another way in between.
        await totp.Remove(Tenant, Username);
        await passkeys.Delete(
            Tenant, Username, id: null, clock.Entry(AuditActions.PasskeyDelete, Target), CancellationToken.None);
        await accounts.UnlinkAll(Tenant, Username, clock.Entry(AuditActions.AccountUnlink, Target), CancellationToken.None);
        await users.SetPassword(change, clock.Entry(AuditActions.UserRecover, Target), CancellationToken.None);
        return password;
    }

    public async Task<SignedIn> SignIn(string password, Caller caller)
    {
        var row = await users.Find(Tenant, Username, CancellationToken.None);
        RequireUnlocked(row, AccessMeter.Password);
        var isRight = await passwords.Verify(password, row?.PasswordHash);
        if (row is null || !isRight || row.User.IsDisabled)
            throw await Fail(row, caller, AccessMeter.Password, WrongPassword);
        _attemptsOfNobody = default;
        await tenants.RequireActive(Tenant);
        if (passwords.IsOutdated(row.PasswordHash))
            await HashAnew(password, row);
        if (row.User.HasTotp)
        {
            meter.SignIn(AccessMeter.Password, AccessMeter.Challenged);
            throw await totp.Challenge(Tenant, Username, caller);
        }
        var signedIn = await tokens.Begin(Tenant, row.User, caller);
        meter.SignIn(AccessMeter.Password, AccessMeter.Ok);
        return signedIn;
    }

    public async Task ChangePassword(string current, string next, Guid keptSession)
    {
        PasswordRules.Check("newPassword", next, Username);
        if (current == next)
            throw new InvalidRequestException("newPassword", "is the present password.");
        await CheckPassword(current);
        var change = new PasswordChange(
            Tenant, Username, await passwords.Hash(next), clock.GetUtcNow(), KeptSession: keptSession);
        await users.SetPassword(change, clock.Entry(AuditActions.UserPassword, Target), CancellationToken.None);
    }

    public async Task<PasswordReset> Reset()
    {
        await CheckRank();
        var token = new ResetToken(Tenant, Username, SecretText.Generate());
        var expiresAt = clock.GetUtcNow() + options.Value.ResetLifetime;
        var done = await users.SetReset(
            Tenant, Username, SecretText.Hash(token.Secret), expiresAt, clock.Entry(AuditActions.UserReset, Target),
            CancellationToken.None);
        return done ? new PasswordReset(token.ToString(), expiresAt) : throw Gone();
    }

    public async Task SetPassword(string token, string password, Caller caller)
    {
        PasswordRules.Check("password", password, Username);
        var hash = await passwords.Hash(password);
        var change = new PasswordChange(
            Tenant, Username, hash, clock.GetUtcNow(),
            ResetHash: SecretText.Hash(ResetToken.TryParse(token, out var parsed) ? parsed.Secret : ""));
        var entry = clock.Entry(
            Target, AuditActions.UserPassword, Target, AuditResults.Ok, new JsonObject { ["address"] = caller.Address });
        if (!await users.SetPassword(change, entry, CancellationToken.None))
            throw new SignInRefusedException("The token is wrong, was used or has expired; ask for a new one.");
    }

    public async Task<User> SetRoles(ImmutableArray<string> roles)
    {
        UserRules.CheckRoles(roles);
        var before = (await Row()).User;
        await CheckRank();
        var granted = await CheckGrants(roles);
        if (!granted.Contains(Permission.Everything))
            await CheckAdmins();
        var details = Named(roles);
        details["before"] = Named(before.Roles)["roles"]!.DeepClone();
        await users.SetRoles(
            Tenant, Username, roles, clock.Entry(AuditActions.UserRoles, Target, details), CancellationToken.None);
        return await Get();
    }

    public async Task<User> SetDisabled(bool isDisabled)
    {
        await Row();
        await CheckRank();
        if (isDisabled)
            await CheckAdmins();
        var action = isDisabled ? AuditActions.UserDisable : AuditActions.UserEnable;
        await users.SetDisabled(
            Tenant, Username, isDisabled, clock.GetUtcNow(), clock.Entry(action, Target), CancellationToken.None);
        return await Get();
    }

    public async Task<User> Unlock()
    {
        await CheckRank();
        _attemptsOfNobody = default;
        var done = await users.Unlock(Tenant, Username, clock.Entry(AuditActions.UserUnlock, Target), CancellationToken.None);
        return done ? await Get() : throw Gone();
    }

    public Task<ImmutableArray<UserSession>> Sessions() =>
        sessions.List(Tenant, Username, clock.GetUtcNow(), CancellationToken.None);

    public async Task EndSession(Guid id)
    {
        var entry = clock.Entry(AuditActions.SessionEnd, Target, new JsonObject { ["session"] = id.ToString() });
        if (!await sessions.End(Tenant, id, Username, SessionStore.Ended, clock.GetUtcNow(), entry, CancellationToken.None))
            throw new NotFoundException("session", id.ToString());
    }

    private async Task<UserRow> Row() => await users.Find(Tenant, Username, CancellationToken.None) ?? throw Gone();

    private NotFoundException Gone() => new("user", Username);

    private Attempts AttemptsOf(UserRow? row) =>
        row is null ? _attemptsOfNobody : new Attempts(row.FailedAttempts, row.User.LockedUntil);

    private async Task<CreatedUser?> Add(NewUser user)
    {
        var oneTime = user.Password is null ? SecretText.GeneratePassword() : null;
        var hash = await passwords.Hash(user.Password ?? oneTime!);
        var actor = user.IsSelfRegistered ? Target : Principal.Current?.Actor ?? "system/access";
        var entry = clock.Entry(actor, AuditActions.UserCreate, Target, AuditResults.Ok, Named(user.Roles));
        return await users.Add(Tenant, Username, user, hash, clock.GetUtcNow(), entry, CancellationToken.None)
            ? new CreatedUser(await Get(), oneTime)
            : null;
    }

    // The setting of the cost has changed, and only now is the password at hand.
    private async Task HashAnew(string password, UserRow row)
    {
        try
        {
            await users.SetHash(
                Tenant, Username, row.PasswordHash, await passwords.Hash(password), CancellationToken.None);
        }
        catch (LimitExceededException)
        {
            // Others wait for their sign-in; the next one of this user does it.
        }
    }

    private void RequireUnlocked(UserRow? row, string kind)
    {
        var attempts = AttemptsOf(row);
        if (attempts.LockedUntil - clock.GetUtcNow() is not { Ticks: > 0 } wait)
            return;
        meter.SignIn(kind, AccessMeter.Locked);
        throw new LimitExceededException(
            "access.attempts", $"{attempts.Failed} sign-ins of this user failed; the next is possible later.", wait);
    }

    // A wrong password and a name without a user cost the same: one hash and one write.
    private async Task<SignInRefusedException> Fail(UserRow? row, Caller caller, string kind, string reason)
    {
        var next = AttemptsOf(row).Next(options.Value, clock.GetUtcNow());
        if (row is null)
            _attemptsOfNobody = next;
        var details = new JsonObject { ["address"] = caller.Address, ["failed"] = next.Failed };
        var entry = clock.Entry(
            $"anonymous/{caller.Address}", AuditActions.UserSignIn, Target, AuditResults.Refused, details);
        await users.Failed(Tenant, Username, next.Failed, next.LockedUntil, entry, CancellationToken.None);
        meter.SignIn(kind, AccessMeter.Refused);
        if (next.LockedUntil is { } until)
            Locked(logger, Username, next.Failed, until);
        return new SignInRefusedException(reason);
    }

    private async Task<ImmutableArray<Permission>> CheckGrants(ImmutableArray<string> names)
    {
        await BuiltIn();
        var known = await roles.List(Tenant, CancellationToken.None);
        if (names.FirstOrDefault(name => known.All(role => role.Name != name)) is { } unknown)
            throw new InvalidRequestException("roles", $"names '{unknown}', which is not a role.");
        ImmutableArray<Permission> granted =
            [.. known.Where(role => names.Contains(role.Name)).SelectMany(role => role.Permissions)];
        Grants.Check(granted);
        return granted;
    }

    // Who could reset, disable or demote somebody who may do more could become that user.
    private async Task CheckRank() => Grants.Check(await users.PermissionsOf(Tenant, Username, CancellationToken.None));

    private async Task CheckAdmins()
    {
        var present = await users.PermissionsOf(Tenant, Username, CancellationToken.None);
        if (present.Contains(Permission.Everything) && !await users.HasAdminBeside(Tenant, Username, CancellationToken.None))
            throw new ConflictException($"'{Username}' is the only enabled user who may do everything.");
    }

    // Somebody who registered as 'admin' would be taken for one.
    private Task CheckRegistration() =>
        Username == BuiltInRoles.Admin
            ? throw new ConflictException($"There is a user '{Username}', or there are {UserRules.MaxUsers} users, the limit.")
            : BuiltIn();

    private Task BuiltIn() => GrainFactory.GetGrain<IRolesGrain>(new GrainKey(Tenant, "roles").ToString()).List();

    private static JsonObject Named(ImmutableArray<string> roles) =>
        new() { ["roles"] = new JsonArray([.. roles.Select(role => (JsonNode)role)]) };

    [LoggerMessage(1951, LogLevel.Warning, "Sign-ins of {Username} failed {Failed} times; refused until {Until}")]
    private static partial void Locked(ILogger logger, string username, int failed, DateTimeOffset until);
}
