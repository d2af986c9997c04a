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
        var folder = new Argument<string>("folder") { Description = "The folder; created if it does not exist" };
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
        report.LeaveOut(source.Shared);
        var labels = source.Blocks.Select(block => block.Label).ToList();
        var files = folder.Labels();
        foreach (var block in source.Blocks)
        {
            var name = NameOf(block.Label, labels, files);
            await report.Try(name, async () =>
            {
                if (files.FirstOrDefault(file => file.Name == name).Label is { } owner
                    && owner != block.Label && source.Has(owner))
                    throw ProblemException.Usage($"{name} is the file of block {owner}; rename it.");
                report.Add(name, await Pull(source, folder, name, block, isForced), block.Version);
            });
        }
        report.End($"The folder has the {labels.Count} attached blocks of {agent}.");
    }

    // The file that has the label, whatever its name.
    private static string NameOf(
        string label, IReadOnlyList<string> labels, IReadOnlyList<(string Name, string Label)> files)
    {
        var name = BlockFolder.NameOf(label, labels);
        var own = files.Where(file => file.Label == label).Select(file => file.Name).ToList();
        return own.Count == 0 || own.Contains(name) ? name : own[0];
    }

    private static async Task<string> Pull(
        BlockSource source, BlockFolder folder, string name, KeptBlockShape block, bool isForced)
    {
        var fresh = block.ToFile();
        var present = isForced ? null : folder.Find(name);
        if (present == fresh)
            return "unchanged";
        if (present is not null && present.Label != block.Label)
            throw ProblemException.Usage($"{name} is the file of block {present.Label}; rename it, or add --force.");
        if (present is not null && !await source.IsUnchanged(present))
            throw ProblemException.Usage(
                $"{name} was changed and not pushed. 'sanctum memory push' sends the change; --force overwrites it.");
        folder.Write(name, fresh);
        return "pulled";
    }
}
