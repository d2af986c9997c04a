using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;

namespace Sanctum.Publishing;

/// <summary>The options that say whose posts are meant.</summary>
internal sealed class AccountFilter
{
    private readonly Option<string?> _agent = new("--agent")
    {
        Description = "Only accounts of this agent",
        HelpName = "agent",
    };
    private readonly Option<string?> _platform = new("--platform")
    {
        Description = "Only accounts on this platform",
        HelpName = "platform",
    };
    private readonly Option<string?> _account = new("--account")
    {
        Description = "Only accounts of this name",
        HelpName = "account",
    };

    public IEnumerable<Option> Options => [_agent, _platform, _account];

    public Route Of(CommandRun run, Route route) =>
        route.With("agent", run.Get(_agent)).With("platform", run.Get(_platform)).With("account", run.Get(_account));
}
