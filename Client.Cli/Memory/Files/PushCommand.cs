using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;

namespace Sanctum.Memory;

/// <summary>Sends the files of a folder that were changed to an agent's core memory.</summary>
internal static class PushCommand
{
    public static Command Build()
    {
        var agent = AgentArgument.Create();
        var folder = new Argument<string>("folder") { Description = "A folder of 'sanctum memory pull'" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Show what would be sent; change nothing" };
        return new ClientCommand("push", "Send the changed Markdown files of a folder to an agent's core memory")
            { agent, folder, dryRun }
            .Does(run => Push(run, run.Get(agent), new BlockFolder(run.Get(folder)), run.Get(dryRun)))
            .WithExamples("sanctum memory push ada ada/", "sanctum memory push ada ada/ --dry-run");
    }

    private static async Task Push(CommandRun run, string agent, BlockFolder folder, bool isDry)
    {
        var names = folder.Names();
        var source = await BlockSource.Read(run, agent);
        var report = new FolderReport(run);
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            await report.Try(name, async () =>
            {
                var file = folder.Find(name) ?? throw ProblemException.Usage($"{name} no longer exists.");
                if (source.Shared.Contains(file.Label))
                {
                    report.LeaveOut([file.Label]);
                    report.Add(name, "shared", version: null);
                    return;
                }
                if (!labels.TryAdd(file.Label, name))
                    throw ProblemException.Usage($"{name} is a second file of block {file.Label}, after {labels[file.Label]}.");
                var (state, version) = await Push(source, folder, name, file, isDry);
                report.Add(name, state, version);
            });
        }
        report.End(isDry ? "Nothing was changed." : $"The core memory of {agent} has the files of the folder.");
    }

    private static async Task<(string State, int? Version)> Push(
        BlockSource source, BlockFolder folder, string name, BlockFile file, bool isDry)
    {
        if (await source.IsUnchanged(file))
            return ("unchanged", file.Version);
        var isNew = file.Version is null or 0;
        if (isDry)
            return (isNew ? "would be created" : "would be changed", file.Version);
        var written = await source.Write(file);
        var fresh = written.ToFile();
        if (fresh != file)
            folder.Write(name, fresh);
        return (isNew ? "created" : file.Value == written.Value ? "changed" : "merged", written.Version);
    }
}
