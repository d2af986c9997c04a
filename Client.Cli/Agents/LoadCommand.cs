using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;

namespace Sanctum.Agents;

/// <summary>Makes an agent what a backup says: its definition, then each block of its memory.</summary>
internal static class LoadCommand
{
    public static Command Build()
    {
        var file = new Option<string>("--file", "-f")
        {
            Description = "A file of 'sanctum agents backup'; '-' is standard input",
            HelpName = "file",
            Required = true,
        };
        return new ClientCommand("load", "Restore an agent from a backup; other blocks of its memory stay") { file }
            .Does(run => Load(run, AgentBackup.Parse(Document.Read(run.Get(file)!))))
            .WithExamples(
                "sanctum agents load -f ada.json",
                "sanctum agents backup ada | sanctum agents load -f - --url http://other:9000");
    }

    private static async Task Load(CommandRun run, AgentBackup backup)
    {
        var agents = Route.To($"v1/agents").With("replace", "true");
        var agent = await run.Gateway.Post<AgentShape>(agents, backup.Definition, run.Cancellation);
        foreach (var block in backup.Memory)
        {
            var content = new { block.Value, block.Description, block.Limit };
            var route = Route.To($"v1/agents/{agent.Value.Id}/memory/{block.Label}");
            await run.Gateway.Put<AgentBackup.Block>(route, content, run.Cancellation);
        }
        run.Output.Show(agent, one => AgentTable.Of([one]));
    }
}
