using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;

namespace Sanctum.Audit;

/// <summary>The options that say which entries of the log are meant.</summary>
internal sealed class AuditFilters
{
    private readonly Option<string?> _action = new("--action")
    {
        Description = "Only this action, such as tool.execute or agent.retire",
        HelpName = "action",
    };
    private readonly Option<string?> _actor = new("--actor")
    {
        Description = "Only actions by this actor, such as agent/ada",
        HelpName = "actor",
    };
    private readonly Option<string?> _object = new("--object")
    {
        Description = "Only actions on this object, such as tool/calculate; 'queue/ada*' for all that begin so",
        HelpName = "object",
    };
    private readonly Option<string?> _result = new("--result")
    {
        Description = "Only actions that ended so, such as refused",
        HelpName = "result",
    };
    private readonly Option<string?> _address = new("--address")
    {
        Description = "Only actions that were asked for from this address",
        HelpName = "address",
    };
    private readonly Option<string?> _since = new("--since")
    {
        Description = "From this time on: 2026-01-31T12:00:00Z, or 24h for 24 hours ago",
        HelpName = "time",
    };
    private readonly Option<string?> _until = new("--until") { Description = "Before this time", HelpName = "time" };

    public IEnumerable<Option> Options => [_action, _actor, _object, _result, _address, _since, _until];

    public Route Of(CommandRun run, Route route) => route
        .With("action", run.Get(_action)).With("actor", run.Get(_actor)).With("object", run.Get(_object))
        .With("result", run.Get(_result)).With("address", run.Get(_address))
        .With("since", run.Get(_since)).With("until", run.Get(_until));
}
