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
        var yes = new Option<bool>("--yes", "-y") { Description = "Skip the confirmation; implied without a terminal" };
        return new ClientCommand("retire", "Retire an agent; what it wrote stays readable, and 'restore' brings it back")
            { name, yes }
            .Does(async run =>
            {
                var agent = run.Get(name);
                if (!run.Get(yes) && !await run.Confirm(
                    $"Retire {agent}? 'sanctum agents restore {agent}' brings it back."))
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
