using System.CommandLine;
using Sanctum.Connection;
using Sanctum.Terminal;
using Spectre.Console;

namespace Sanctum.Platforms;

/// <summary>An account, as arguments name it and as people read it.</summary>
internal static class AccountFacts
{
    public static Argument<string> PlatformArgument() => new("platform") { Description = "The platform, such as bluesky" };

    public static Argument<string> AccountArgument() => new("account") { Description = "The account's name in Sanctum" };

    public static Table Of(AccountShape account) => Facts.Of(
        ("Account", $"{account.Account} on {account.Platform}"),
        ("Agent", account.Agent),
        ("Status", Listing.State(account.Status)),
        ("Because", account.StatusReason),
        ("Login", account.Session?.Subject),
        ("Since", account.Since.ToString("u", null)),
        ("Last poll", account.PolledAt is { } polled ? Age.Of(polled) : null),
        ("Last error", account.LastError),
        ("Settings", account.Settings.ToJsonString(Wire.Options)),
        ("Rules", account.Rules.ToJsonString(Wire.Options)));
}
