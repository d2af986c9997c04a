using Microsoft.Extensions.Options;

namespace Sanctum.Secrets;

/// <summary>The key that encrypts, and those that once did.</summary>
internal sealed class SecretKeyRing
{
    private readonly SecretsOptions _options;
    private readonly Lazy<SecretKey> _current;
    private readonly Lazy<SecretKey[]> _previous;

    public SecretKeyRing(IOptions<SecretsOptions> options)
    {
        _options = options.Value;
        _current = new(() => IsGiven ? SecretKey.Parse(_options.Key!) : SecretKeyFile.ReadOrCreate(_options.KeyFile));
        _previous = new(() => [.. _options.PreviousKeys.Select(SecretKey.Parse)]);
    }

    /// <summary>The key that encrypts; made in its file when none is given and there is no file yet.</summary>
    public SecretKey Current => _current.Value;

    /// <summary>The key that encrypts, or null when none is given and there is no file yet.</summary>
    public SecretKey? CurrentOrNull => IsGiven || File.Exists(_options.KeyFile) ? Current : null;

    /// <summary>The keys that once encrypted.</summary>
    public IReadOnlyList<SecretKey> Previous => _previous.Value;

    private bool IsGiven => _options.Key is { Length: > 0 };

    public SecretKey? Find(string id) => Current.Id == id ? Current : _previous.Value.FirstOrDefault(key => key.Id == id);
}
