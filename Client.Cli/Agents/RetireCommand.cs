using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;

namespace Sanctum.Agents;

/// <summary>Takes an agent out of service; its name stays taken for good, so a person is asked first.</summary>
internal static class RetireCommand
{
    public static Command Build()
    {
        var name = AgentArgument.Create();
        var yes = new Option<bool>("--yes", "-y") { Description = "Do not ask; without a terminal nobody is asked" };
        return new ClientCommand("retire", "Take an agent out of service; what it wrote stays readable, its name stays taken, " +
            "and 'restore' brings it back") { name, yes }
            .Does(async run =>
            {
                var agent = run.Get(name);
                if (!run.Get(yes) && !await run.Confirm(
                    $"Retire {agent}? Its name stays taken for good; 'sanctum agents restore {agent}' brings it back."))
                {
                    run.Output.Note("Nothing was changed.");
                    return;
                }
                run.Output.Show(
                    await run.Gateway.Delete<AgentShape>(Route.To($"v1/agents/{agent}"), run.Cancellation),
                    retired => AgentTable.Of([retired]));
            })
            .WithExamples("sanctum agents retire ada", "sanctum agents retire ada --yes");
    }
}
