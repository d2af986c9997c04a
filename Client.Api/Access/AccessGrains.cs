using Sanctum.Identity;

namespace Sanctum.Access;

/// <summary>The grains of users, roles and keys.</summary>
internal static class AccessGrains
{
    public static IUserGrain User(this IGrainFactory grains, string username) => grains.GetGrain<IUserGrain>(Key(username));

    public static IUserDirectoryGrain Users(this IGrainFactory grains) => grains.GetGrain<IUserDirectoryGrain>(Key("users"));

    public static IUserSessionsGrain UserSessions(this IGrainFactory grains) =>
        grains.GetGrain<IUserSessionsGrain>(Key("sessions"));

    public static IMachineSignInGrain Machine(this IGrainFactory grains) => grains.GetGrain<IMachineSignInGrain>(Key("machine"));

    public static IPrincipalsGrain Principals(this IGrainFactory grains) => grains.GetGrain<IPrincipalsGrain>(Key("principals"));

    public static IRolesGrain Roles(this IGrainFactory grains) => grains.GetGrain<IRolesGrain>(Key("roles"));

    public static IApiKeysGrain ApiKeys(this IGrainFactory grains) => grains.GetGrain<IApiKeysGrain>(Key("keys"));

    public static ISigningKeysGrain SigningKeys(this IGrainFactory grains) =>
        grains.GetGrain<ISigningKeysGrain>(Key("signing-keys"));

    public static IOAuthGrain OAuth(this IGrainFactory grains) => grains.GetGrain<IOAuthGrain>(Key("oauth"));

    public static IOAuthClientsGrain OAuthClients(this IGrainFactory grains) =>
        grains.GetGrain<IOAuthClientsGrain>(Key("oauth-clients"));

    public static IOAuthKeysGrain OAuthKeys(this IGrainFactory grains) => grains.GetGrain<IOAuthKeysGrain>(Key("oauth-keys"));

    private static string Key(string name) => GrainKey.InDefaultTenant(name).ToString();
}
