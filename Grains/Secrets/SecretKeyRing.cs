using Microsoft.Extensions.Options;

namespace Sanctum.Secrets;

/// <summary>The key that encrypts, and those that once did.</summary>
internal sealed class SecretKeyRing(IOptions<SecretsOptions> options)
{
    // A deployment without secrets needs no key, so the file is made only when there is something to encrypt.
    private readonly Lazy<SecretKey> _current = new(() =>
        options.Value.Key is { Length: > 0 } key ? SecretKey.Parse(key) : SecretKeyFile.ReadOrCreate(options.Value.KeyFile));

    private readonly Lazy<SecretKey[]> _previous = new(() => [.. options.Value.PreviousKeys.Select(SecretKey.Parse)]);

    public SecretKey Current => _current.Value;

    public SecretKey? Find(string id) => Current.Id == id ? Current : _previous.Value.FirstOrDefault(key => key.Id == id);
}
