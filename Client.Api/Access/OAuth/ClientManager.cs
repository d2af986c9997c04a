using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using OpenIddict.Abstractions;
using OpenIddict.Core;

namespace Sanctum.Access;

/// <summary>
/// Compares a client's secret with the hash of its row. Secrets have 256 random bits, so a plain hash is enough, and a request
/// for a token costs none that is slow.
/// </summary>
internal sealed class ClientManager(
    IOpenIddictApplicationCache<Kept<OAuthClient>> cache, ILogger<OpenIddictApplicationManager<Kept<OAuthClient>>> logger,
    IOptionsMonitor<OpenIddictCoreOptions> options, IOpenIddictApplicationStore<Kept<OAuthClient>> store)
    : OpenIddictApplicationManager<Kept<OAuthClient>>(cache, logger, options, store)
{
    protected override ValueTask<bool> ValidateClientSecretAsync(
        string secret, string comparand, CancellationToken cancellationToken = default) =>
        new(CryptographicOperations.FixedTimeEquals(
            SHA256.HashData(Encoding.UTF8.GetBytes(secret)), Convert.FromHexString(comparand)));
}
