using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using Sanctum.Configuration;

namespace Sanctum.Budgets;

/// <summary>
/// What a platform charges; section <c>Sanctum:Budgets:PlatformFees:PLATFORM</c>, where PLATFORM is its name, such as <c>x</c>.
/// </summary>
[Settings("Sanctum:Budgets:PlatformFees:PLATFORM", SettingsGroup.Agents)]
public sealed class PlatformFeeOptions
{
    /// <summary>Millionths of the currency for a post that answers nobody.</summary>
    [Range(0, 10_000_000_000)]
    public long Post { get; set; }

    /// <summary>Millionths of the currency for a reply.</summary>
    [Range(0, 10_000_000_000)]
    public long Reply { get; set; }
}

/// <summary>What platforms charge, as the configuration says; a platform that it does not name charges nothing.</summary>
internal sealed class PlatformFees
{
    private const string Section = "Sanctum:Budgets:PlatformFees";
    private const long MaxFee = 10_000_000_000;
    private const int MaxPlatforms = 1_000;

    private readonly Dictionary<string, PlatformFeeOptions> _fees;

    private PlatformFees(Dictionary<string, PlatformFeeOptions> fees) => _fees = fees;

    /// <summary>Reads the fees.</summary>
    /// <exception cref="InvalidOperationException">A fee is no number in its range, or there are too many.</exception>
    public static PlatformFees From(IConfiguration configuration)
    {
        var fees = configuration.GetSection(Section).GetChildren().ToDictionary(
            platform => platform.Key,
            platform => new PlatformFeeOptions
            {
                Post = Read(platform, nameof(PlatformFeeOptions.Post)),
                Reply = Read(platform, nameof(PlatformFeeOptions.Reply)),
            },
            StringComparer.Ordinal);
        return fees.Count <= MaxPlatforms
            ? new PlatformFees(fees)
            : throw new InvalidOperationException($"{Section} has {fees.Count} platforms; {MaxPlatforms} are allowed.");
    }

    /// <summary>The fee of an operation, in millionths of the currency.</summary>
    public long Of(string platform, bool isReply) =>
        _fees.GetValueOrDefault(platform) is { } fee ? isReply ? fee.Reply : fee.Post : 0;

    private static long Read(IConfigurationSection section, string name) =>
        section[name] is not { } text
            ? 0
            : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var fee) && fee <= MaxFee
                ? fee
                : throw new InvalidOperationException(
                    $"{section.Path}:{name} is '{text}'; a whole number from 0 to {MaxFee} is needed.");
}
