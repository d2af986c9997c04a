using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Sanctum.Secrets;

namespace Sanctum.Platforms.Accounts;

/// <summary>
/// Credentials and sessions as sealed JSON. What is sealed for one account opens for no other, and not as something else.
/// </summary>
internal sealed class AccountSecrets(SecretBox box)
{
    public SealedSecret Seal(AccountKey account, PlatformSession session) =>
        box.Seal(JsonSerializer.Serialize(session), SessionPlace(account));

    public SealedSecret Seal(AccountKey account, PlatformCredentials credentials) =>
        box.Seal(JsonSerializer.Serialize(credentials), CredentialsPlace(account));

    /// <exception cref="UnreadableSecretException">It is not what was sealed for this account.</exception>
    public PlatformSession OpenSession(AccountKey account, SealedSecret secret) =>
        Read<PlatformSession>(box.Open(secret, SessionPlace(account)));

    /// <inheritdoc cref="OpenSession"/>
    public PlatformCredentials OpenCredentials(AccountKey account, SealedSecret secret) =>
        Read<PlatformCredentials>(box.Open(secret, CredentialsPlace(account)));

    /// <summary>The credentials under the current key where they are under an earlier one; else null.</summary>
    public SealedSecret? Renew(AccountKey account, SealedSecret credentials)
    {
        if (!box.IsOutdated(credentials))
            return null;
        try
        {
            return Seal(account, OpenCredentials(account, credentials));
        }
        catch (UnreadableSecretException)
        {
            // Whoever uses them next says so, and can be helped with other credentials or the missing key.
            return null;
        }
    }

    /// <summary>
    /// Whether the sealed credentials have this value of that name, compared in constant time. What cannot be read fits nothing.
    /// </summary>
    public bool HoldsKey(AccountKey account, SealedSecret? credentials, string name, string value)
    {
        try
        {
            return credentials is not null
                && OpenCredentials(account, credentials).Values.GetValueOrDefault(name) is { Length: > 0 } held
                && CryptographicOperations.FixedTimeEquals(Hash(held), Hash(value));
        }
        catch (UnreadableSecretException)
        {
            return false;
        }
    }

    private static byte[] Hash(string value) => SHA256.HashData(Encoding.UTF8.GetBytes(value));

    /// <summary>Where a login belongs.</summary>
    public static string SessionPlace(AccountKey account) => $"{account}#session";

    /// <summary>Where credentials belong.</summary>
    public static string CredentialsPlace(AccountKey account) => $"{account}#credentials";

    private static T Read<T>(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(json) ?? throw new UnreadableSecretException("it is empty.");
        }
        catch (JsonException)
        {
            throw new UnreadableSecretException("it is not JSON of the kind that is expected.");
        }
    }
}
