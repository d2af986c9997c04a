using System.ComponentModel.DataAnnotations;
using Sanctum.Configuration;

namespace Sanctum.Access;

/// <summary>How users sign in, and for how long; section <c>Sanctum:Access:SignIn</c>.</summary>
[Settings("Sanctum:Access:SignIn", SettingsGroup.Security)]
public sealed class AccessOptions
{
    /// <summary>How long an access token is accepted. What a user may do is read anew each second all the same.</summary>
    [TimeRange("00:00:05", "01:00:00")]
    public TimeSpan AccessTokenLifetime { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How long a session lasts that is not refreshed.</summary>
    [TimeRange("00:01:00", "90.00:00:00")]
    public TimeSpan RefreshTokenLifetime { get; set; } = TimeSpan.FromDays(14);

    /// <summary>How long a session lasts however often it is refreshed.</summary>
    [TimeRange("00:01:00", "365.00:00:00")]
    public TimeSpan SessionLifetime { get; set; } = TimeSpan.FromDays(90);

    /// <summary>How long a token is accepted that sets a forgotten password.</summary>
    [TimeRange("00:01:00", "7.00:00:00")]
    public TimeSpan ResetLifetime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long a link is accepted that signs in once.</summary>
    [TimeRange("00:01:00", "01:00:00")]
    public TimeSpan LinkLifetime { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Consecutive failed sign-ins of a user after which the next ones are refused for a while.</summary>
    [Range(1, 100)]
    public int MaxFailedAttempts { get; set; } = 5;

    /// <summary>How long the first such refusal lasts; each further failure doubles it.</summary>
    [TimeRange("00:00:01", "01:00:00")]
    public TimeSpan FirstLockout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest such refusal.</summary>
    [TimeRange("00:00:01", "1.00:00:00")]
    public TimeSpan MaxLockout { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>
    /// BCrypt's cost of a password's hash, the logarithm of its rounds. Below 10 is for tests only, and the log warns of it.
    /// </summary>
    [Range(4, 16)]
    public int PasswordCost { get; set; } = 12;

    /// <summary>Sign-ins of one silo that may wait for their password to be checked; beyond, callers get 429.</summary>
    [Range(1, 10_000)]
    public int MaxWaitingPasswords { get; set; } = 64;
}
