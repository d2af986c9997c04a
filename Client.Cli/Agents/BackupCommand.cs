using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sanctum.Commands;
using Sanctum.Connection;

namespace Sanctum.Agents;

/// <summary>Writes an agent's definition and core memory into one file.</summary>
internal static class BackupCommand
{
    public static Command Build()
    {
        var name = AgentArgument.Create();
        var file = new Option<string?>("--output", "-o")
        {
            Description = "A new file; standard output if left out",
            HelpName = "file",
        };
        return new ClientCommand("backup", "Write an agent's definition and core memory into a file, for 'sanctum agents load'")
            { name, file }
            .Does(async run => await Write(run, run.Get(file), await Read(run, run.Get(name))))
            .WithExamples("sanctum agents backup ada -o ada.json", "sanctum agents backup ada | jq .memory");
    }

    private static async Task<AgentBackup> Read(CommandRun run, string name)
    {
        var agent = await run.Gateway.Get<JsonObject>(Route.To($"v1/agents/{name}"), run.Cancellation);
        var memory = await run.Gateway.Get<Page<SeenBlock>>(Route.To($"v1/agents/{name}/memory"), run.Cancellation);
        // A shared block belongs to the tenant.
        return new AgentBackup(
            agent.Value["definition"]!.AsObject(),
            [
                .. memory.Value.Items.Where(block => block.Right is null).Select(
                    block => new AgentBackup.Block(block.Label, block.Value, block.Description, block.Limit)),
            ]);
    }

    private static async Task Write(CommandRun run, string? file, AgentBackup backup)
    {
        if (file is null)
        {
            run.Output.Json(backup.ToJson());
            return;
        }
        try
        {
            await using var stream = new FileStream(file, FileMode.CreateNew, FileAccess.Write);
            await JsonSerializer.SerializeAsync(stream, backup, Wire.Options, run.Cancellation);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw ProblemException.Usage($"{file} cannot be written: {e.Message}");
        }
        run.Output.Note($"Written to {file}: the definition and {backup.Memory.Length} blocks of memory.");
    }

    private sealed record SeenBlock(string Label, string Value, string? Description, int? Limit, string? Right);
}
