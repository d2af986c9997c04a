using Sanctum.Identity;

namespace Sanctum.Access;

/// <summary>The grains of users, roles and keys.</summary>
internal static class AccessGrains
{
    public static IUserGrain User(this IGrainFactory grains, string username) => grains.GetGrain<IUserGrain>(Key(username));

    public static IUserDirectoryGrain Users(this IGrainFactory grains) => grains.GetGrain<IUserDirectoryGrain>(Key("users"));

    /// <summary>A user of a tenant who signs in.</summary>
    public static IUserGrain User(this IGrainFactory grains, string tenant, string username) =>
        grains.GetGrain<IUserGrain>(new GrainKey(tenant, username).ToString());

    public static IUserFactorsGrain UserFactors(this IGrainFactory grains, string tenant, string username) =>
        grains.GetGrain<IUserFactorsGrain>(new GrainKey(tenant, username).ToString());

    public static IPasskeysGrain Passkeys(this IGrainFactory grains, string tenant) =>
        grains.GetGrain<IPasskeysGrain>(new GrainKey(tenant, "passkeys").ToString());

    public static IUserSessionsGrain UserSessions(this IGrainFactory grains, string tenant) =>
        grains.GetGrain<IUserSessionsGrain>(new GrainKey(tenant, "sessions").ToString());

    public static IMachineSignInGrain Machine(this IGrainFactory grains) => grains.GetGrain<IMachineSignInGrain>(Key("machine"));

    public static IPrincipalsGrain Principals(this IGrainFactory grains, string tenant) =>
        grains.GetGrain<IPrincipalsGrain>(new GrainKey(tenant, "principals").ToString());

    public static IRolesGrain Roles(this IGrainFactory grains) => grains.GetGrain<IRolesGrain>(Key("roles"));

    public static IApiKeysGrain ApiKeys(this IGrainFactory grains) => grains.GetGrain<IApiKeysGrain>(Key("keys"));

    public static ISigningKeysGrain SigningKeys(this IGrainFactory grains) =>
        grains.SigningKeys(CallerTenant.Name);

    public static ISigningKeysGrain SigningKeys(this IGrainFactory grains, string tenant) =>
        grains.GetGrain<ISigningKeysGrain>(new GrainKey(tenant, "signing-keys").ToString());

    public static IKeyRingGrain KeyRing(this IGrainFactory grains) => grains.GetGrain<IKeyRingGrain>(OfOperators("key-ring"));

    public static ILinkedAccountsGrain LinkedAccounts(this IGrainFactory grains) =>
        grains.GetGrain<ILinkedAccountsGrain>(OfOperators("linked-accounts"));

    public static IOAuthGrain OAuth(this IGrainFactory grains) => grains.GetGrain<IOAuthGrain>(OfOperators("oauth"));

    public static IOAuthClientsGrain OAuthClients(this IGrainFactory grains) =>
        grains.GetGrain<IOAuthClientsGrain>(OfOperators("oauth-clients"));

    public static IOAuthKeysGrain OAuthKeys(this IGrainFactory grains) =>
        grains.GetGrain<IOAuthKeysGrain>(OfOperators("oauth-keys"));

    private static string Key(string name) => CallerTenant.Key(name).ToString();

    private static string OfOperators(string name) => GrainKey.InDefaultTenant(name).ToString();
}
