using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Bcrypt = BCrypt.Net.BCrypt;

namespace Sanctum.Access;

/// <summary>
/// BCrypt over SHA-384, so that no part of a long password is ignored. Each call takes a quarter of a second of a core at the
/// default cost.
/// </summary>
internal sealed partial class PasswordHashing
{
    private const int MinCost = 10;

    private readonly int _cost;
    private readonly Lazy<string> _decoy;

    public PasswordHashing(IOptions<AccessOptions> options, ILogger<PasswordHashing> logger)
    {
        _cost = options.Value.PasswordCost;
        _decoy = new(() => Hash(SecretText.Generate()));
        if (_cost < MinCost)
            IsWeak(logger, _cost, MinCost);
    }

    public string Hash(string password) => Bcrypt.EnhancedHashPassword(password, _cost);

    /// <summary>Whether the password is the one that was hashed. Without a hash it takes as long and says no.</summary>
    public bool Verify(string password, string? hash)
    {
        var decoy = _decoy.Value;
        return Bcrypt.EnhancedVerify(password, hash ?? decoy) && hash is not null;
    }

    /// <summary>Whether a hash has another cost than new ones get.</summary>
    public bool IsOutdated(string hash) =>
        !int.TryParse(Bcrypt.InterrogateHash(hash).WorkFactor, NumberStyles.None, CultureInfo.InvariantCulture, out var cost)
        || cost != _cost;

    [LoggerMessage(
        1950, LogLevel.Warning,
        "Sanctum:Access:SignIn:PasswordCost is {Cost}: passwords are hashed too weakly for use outside tests (at least {Least})")]
    private static partial void IsWeak(ILogger logger, int cost, int least);
}
