using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;
using Sanctum.Terminal;

namespace Sanctum.Platforms;

/// <summary>Checks an account's session; a script learns by the exit code whether it is of use.</summary>
internal static class ValidateSessionCommand
{
    public static Command Build()
    {
        var (platform, account) = (AccountFacts.PlatformArgument(), AccountFacts.AccountArgument());
        return new ClientCommand(
            "validate-session",
            "Check whether an account's session exists, is readable and active; exits with 1 if not") { platform, account }
            .Does(async run => run.Output.Show(
                await run.Gateway.Post<SessionShape>(
                    Route.To($"v1/platforms/{run.Get(platform)}/accounts/{run.Get(account)}/sessions/validate"), null,
                    run.Cancellation),
                session => Facts.Of(
                    ("Login", session.Subject), ("Until", session.ExpiresAt?.ToString("u", null) ?? "unknown"))))
            .WithExamples("sanctum platforms validate-session bluesky ada");
    }
}
