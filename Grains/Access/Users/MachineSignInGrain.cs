using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using Sanctum.Audit;
using Sanctum.Errors;
using Sanctum.Identity;

namespace Sanctum.Access;

/// <summary>Keeps nothing itself, so any process may have one: a link's row decides between two that come at once.</summary>
/// <remarks>
/// Options: <see cref="AccessOptions.LinkLifetime"/>. Meter: <c>sanctum.access.sign_ins</c>. Events: 2090.
/// </remarks>
[StatelessWorker, GrainType("machinesignin")]
internal sealed partial class MachineSignInGrain(
    UserStore users, SignInLinkStore links, SessionTokens tokens, AccessMeter meter, IOptions<AccessOptions> options,
    TimeProvider clock, ILogger<MachineSignInGrain> logger) : Grain, IMachineSignInGrain
{
    private const string Admin = "admin";

    private string Tenant => this.Key().Tenant;

    public async Task<SignedIn> SignIn(Caller caller)
    {
        await CreateFirst();
        return await Begin(Admin, caller);
    }

    public async Task<SignInLink> CreateLink()
    {
        await CreateFirst();
        await Find(Admin);
        var (code, now) = (SecretText.Generate(), clock.GetUtcNow());
        var expiresAt = now + options.Value.LinkLifetime;
        await links.Add(
            Tenant, Admin, SecretText.Hash(code), now, expiresAt, clock.Entry(AuditActions.UserLink, $"user/{Admin}"),
            CancellationToken.None);
        return new SignInLink(code, expiresAt);
    }

    public async Task<SignedIn> Exchange(string code, Caller caller)
    {
        if (await links.Take(Tenant, SecretText.Hash(code), clock.GetUtcNow(), CancellationToken.None) is { } username)
            return await Begin(username, caller);
        meter.Machine(AccessMeter.Refused);
        throw new SignInRefusedException(
            "The link was used, has expired or is from elsewhere; 'sanctum sign-in-link' makes a new one.");
    }

    private async Task<SignedIn> Begin(string username, Caller caller)
    {
        var signedIn = await tokens.Begin(Tenant, await Find(username), caller, isByMachine: true);
        meter.Machine(AccessMeter.Ok);
        return signedIn;
    }

    // Of the start of a silo and the first sign-in on its machine, one comes first; the password is shown either way.
    private async Task CreateFirst()
    {
        var admin = GrainFactory.GetGrain<IUserGrain>(new GrainKey(Tenant, Admin).ToString());
        if (await admin.CreateFirst() is { } password)
            Created(logger, Admin, password);
    }

    // The machine stands for an admin, not for a user whom somebody disabled or demoted.
    private async Task<User> Find(string username)
    {
        var row = await users.Find(Tenant, username, CancellationToken.None);
        var granted = await users.PermissionsOf(Tenant, username, CancellationToken.None);
        return row is { User.IsDisabled: false } && granted.Contains(Permission.Everything)
            ? row.User
            : throw new ConflictException(
                $"'{username}' is no enabled user who may do everything; 'sanctum users reset-admin' makes 'admin' one.");
    }

    [LoggerMessage(
        2090, LogLevel.Warning,
        "There was no admin yet: sign in as {Username} with the one-time password {Password} and change it; " +
        "it is shown only here")]
    private static partial void Created(ILogger logger, string username, string password);
}
