using System.Collections.Frozen;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Server;

namespace Sanctum.Access;

/// <summary>
/// The keys of tokens by OAuth 2.1, as the cluster told this gateway last; OpenIddict's options are made anew when they change.
/// </summary>
internal sealed class OAuthKeys(IClusterClient grains, TimeProvider clock)
    : IConfigureOptions<OpenIddictServerOptions>, IOptionsChangeTokenSource<OpenIddictServerOptions>, IDisposable
{
    private static readonly TimeSpan Kept = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(100);

    private readonly SemaphoreSlim _asking = new(1);
    private volatile Known _known = new(null, FrozenDictionary<string, ECDsaSecurityKey>.Empty, 0);
    private CancellationTokenSource _changed = new();

    public string Name => Options.DefaultName;

    /// <summary>Whether a client's id may be the address of its metadata document.</summary>
    public bool AcceptsDocuments => _known.Set?.ClientDocuments is true;

    /// <summary>Has keys at hand that are not older than half a second.</summary>
    public Task Prepare() => IsFresh(Kept) ? Task.CompletedTask : Ask(Kept);

    /// <summary>
    /// Has a key at hand, if there is one. Tokens that name unknown keys have it ask ten times a second at most.
    /// </summary>
    public Task Prepare(string kid) => _known.Keys.ContainsKey(kid) || IsFresh(AskAgain) ? Task.CompletedTask : Ask(AskAgain);

    /// <summary>The key that checks tokens that name it; none if it is not known.</summary>
    public IEnumerable<SecurityKey> Find(string? kid) =>
        kid is not null && _known.Keys.TryGetValue(kid, out var key) ? [key] : [];

    public void Configure(OpenIddictServerOptions options)
    {
        var (set, keys, _) = _known;
        if (set is null)
            return;
        options.AccessTokenLifetime = set.AccessTokenLifetime;
        options.RefreshTokenLifetime = set.RefreshTokenLifetime;
        foreach (var key in set.Keys)
        {
            options.SigningCredentials.Add(new SigningCredentials(keys[key.Kid], SecurityAlgorithms.EcdsaSha256));
            options.EncryptionCredentials.Add(new EncryptingCredentials(
                new SymmetricSecurityKey([.. key.Encryption]) { KeyId = key.Kid }, SecurityAlgorithms.Aes256KW,
                SecurityAlgorithms.Aes256CbcHmacSha512));
        }
    }

    /// <summary>How long after a user's consent its tokens can be refreshed.</summary>
    public TimeSpan ConsentLifetime => _known.Set?.RefreshTokenLifetime ?? TimeSpan.Zero;

    public IChangeToken GetChangeToken() => new CancellationChangeToken(_changed.Token);

    public void Dispose()
    {
        _asking.Dispose();
        _changed.Dispose();
    }

    private bool IsFresh(TimeSpan age) => _known.Set is not null && clock.GetElapsedTime(_known.Since) < age;

    private async Task Ask(TimeSpan age)
    {
        await _asking.WaitAsync();
        try
        {
            if (IsFresh(age))
                return;
            // Its age counts from before it was asked for.
            var since = clock.GetTimestamp();
            var set = await grains.OAuthKeys().Accepted();
            var isSame = _known.Set is { } before
                && before.Keys.Select(key => key.Kid).SequenceEqual(set.Keys.Select(key => key.Kid));
            _known = isSame ? _known with { Since = since } : new Known(set, Read(set), since);
            if (!isSame)
                await Announce();
        }
        finally
        {
            _asking.Release();
        }
    }

    // Keys stay the same objects: tokens may be checked with them at this moment.
    private FrozenDictionary<string, ECDsaSecurityKey> Read(OAuthKeySet set) => set.Keys.ToFrozenDictionary(
        key => key.Kid, key => _known.Keys.GetValueOrDefault(key.Kid) ?? Import(key), StringComparer.Ordinal);

    private static ECDsaSecurityKey Import(OAuthKey key)
    {
        var signing = ECDsa.Create();
        signing.ImportPkcs8PrivateKey(key.Signing.AsSpan(), out _);
        return new ECDsaSecurityKey(signing) { KeyId = key.Kid };
    }

    private async Task Announce()
    {
        using var before = Interlocked.Exchange(ref _changed, new CancellationTokenSource());
        await before.CancelAsync();
    }

    private sealed record Known(OAuthKeySet? Set, FrozenDictionary<string, ECDsaSecurityKey> Keys, long Since);
}
