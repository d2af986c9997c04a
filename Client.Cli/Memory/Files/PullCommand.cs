using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;

namespace Sanctum.Memory;

/// <summary>Writes an agent's core memory into a folder, a Markdown file for each block.</summary>
internal static class PullCommand
{
    public static Command Build()
    {
        var agent = AgentArgument.Create();
        var folder = new Argument<string>("folder") { Description = "The folder; it is created if it is not there" };
        var force = new Option<bool>("--force") { Description = "Overwrite files that were changed and not pushed" };
        return new ClientCommand("pull", "Write an agent's core memory into a folder of Markdown files") { agent, folder, force }
            .Does(run => Pull(run, run.Get(agent), new BlockFolder(run.Get(folder)), run.Get(force)))
            .WithExamples("sanctum memory pull ada ada/", "sanctum memory pull ada ada/ --force --json | jq '.files[].file'");
    }

    private static async Task Pull(CommandRun run, string agent, BlockFolder folder, bool isForced)
    {
        var source = await BlockSource.Read(run, agent);
        folder.Create();
        var report = new FolderReport(run);
        var labels = source.Blocks.Select(block => block.Label).ToList();
        foreach (var block in source.Blocks)
        {
            var name = BlockFolder.NameOf(block.Label, labels);
            await report.Try(name, async () => report.Add(
                name, await Pull(source, folder, name, block, isForced), block.Version));
        }
        report.End($"The folder has the {labels.Count} attached blocks of {agent}.");
    }

    private static async Task<string> Pull(
        BlockSource source, BlockFolder folder, string name, KeptBlockShape block, bool isForced)
    {
        var fresh = block.ToFile();
        var present = isForced ? null : folder.Find(name);
        if (present == fresh)
            return "unchanged";
        if (present is not null && present.Label != block.Label)
            throw ProblemException.Usage($"{name} is the file of block {present.Label}; move it away, or add --force.");
        if (present is not null && !await source.IsUnchanged(present))
            throw ProblemException.Usage(
                $"{name} was changed and not pushed. 'sanctum memory push' sends the change; --force overwrites it.");
        folder.Write(name, fresh);
        return "pulled";
    }
}
