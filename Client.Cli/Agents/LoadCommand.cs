using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;

namespace Sanctum.Agents;

/// <summary>Makes an agent what a backup says: its definition, then each block of its memory.</summary>
internal static class LoadCommand
{
    public static Command Build()
    {
        var file = new Option<string>("--file", "-f") { Description = "A file of 'sanctum agents backup'; '-' is standard input", HelpName = "file", Required = true };
        return new ClientCommand("load", "Make an agent what a backup says; blocks of memory that the backup does not have stay") { file }
            .Does(run => Load(run, AgentBackup.Parse(Document.Read(run.Get(file)!))))
            .WithExamples("sanctum agents load -f ada.json", "sanctum agents backup ada | sanctum agents load -f - --url http://other:9000");
    }

    private static async Task Load(CommandRun run, AgentBackup backup)
    {
        var agent = await run.Gateway.Post<AgentShape>(Route.To($"v1/agents").With("replace", "true"), backup.Definition, run.Cancellation);
        foreach (var block in backup.Memory)
        {
            var content = new { block.Value, block.Description, block.Limit };
            await run.Gateway.Put<AgentBackup.Block>(Route.To($"v1/agents/{agent.Value.Id}/memory/{block.Label}"), content, run.Cancellation);
        }
        run.Output.Show(agent, one => AgentTable.Of([one]));
    }
}
