using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;

namespace Sanctum.Memory;

/// <summary>Changes shared blocks, as an operator.</summary>
internal static class SharedWriteCommands
{
    private static readonly string[] OnOrOff = ["on", "off"];

    public static Command BuildCreate()
    {
        var (label, text, options) = (new Argument<string>("label") { Description = "The new block's label" }, Text(), Options());
        text.Arity = ArgumentArity.ZeroOrOne;
        return new ClientCommand("create", "Create a shared block; one that is there is left as it is")
            { label, text, options.Description, options.Limit, options.ReadOnly }
            .Does(async run => await Put(
                run, run.Get(label), run.Find(text) is { } given ? Document.TextOf(given) : "", options, version: 0))
            .WithExamples(
                "sanctum memory shared create house-rules \"Be brief.\" --description \"What all of you keep to.\"",
                "sanctum memory shared create news --limit 20000");
    }

    public static Command BuildWrite()
    {
        var (label, text, options) = (SharedLabelArgument.Create(), Text(), Options());
        var version = new Option<int?>("--version")
        {
            Description = "The version that the text was made from: what changed since is merged, never overwritten",
            HelpName = "number",
        };
        return new ClientCommand("write", "Replace the text of a shared block; one that is not there is created")
            { label, text, options.Description, options.Limit, options.ReadOnly, version }
            .Does(async run => await Put(run, run.Get(label), Document.TextOf(run.Get(text)), options, run.Get(version)))
            .WithExamples(
                "sanctum memory shared write house-rules - --version 3 < rules.txt",
                "sanctum memory shared write house-rules \"Be brief.\" --read-only on");
    }

    public static Command BuildAppend()
    {
        var (label, text) = (SharedLabelArgument.Create(), Text());
        return new ClientCommand("append", "Add a line to a shared block") { label, text }
            .Does(async run => run.Output.Show(
                await run.Gateway.Post<SharedShape>(
                    Route.To($"v1/memory/blocks/{run.Get(label)}/append"), new AppendShape(Document.TextOf(run.Get(text))),
                    run.Cancellation),
                SharedText.Of))
            .WithExamples("sanctum memory shared append house-rules \"No jokes.\"");
    }

    /// <summary>The command that undoes a version, or returns to one.</summary>
    public static Command BuildReturn(string act, string description)
    {
        var label = SharedLabelArgument.Create();
        var version = new Argument<int>("version") { Description = "A version, from 'sanctum memory shared history'" };
        return new ClientCommand(act, description) { label, version }
            .Does(async run => run.Output.Show(
                await run.Gateway.Post<SharedShape>(
                    Route.To($"v1/memory/blocks/{run.Get(label)}/{act}"), new VersionChoice(run.Get(version)), run.Cancellation),
                SharedText.Of))
            .WithExamples($"sanctum memory shared {act} house-rules 2");
    }

    public static Command BuildDelete()
    {
        var label = SharedLabelArgument.Create();
        var yes = new Option<bool>("--yes", "-y") { Description = "Skip the confirmation; implied without a terminal" };
        return new ClientCommand("delete", "Delete a shared block and its shares; its versions stay") { label, yes }
            .Does(async run =>
            {
                if (!run.Get(yes) && !await run.Confirm($"Delete shared block {run.Get(label)}?"))
                {
                    run.Output.Note("Nothing was changed.");
                    return;
                }
                await run.Gateway.Delete(Route.To($"v1/memory/blocks/{run.Get(label)}"), run.Cancellation);
                run.Output.Note($"Deleted shared block {run.Get(label)}.");
            })
            .WithExamples("sanctum memory shared delete house-rules --yes");
    }

    private static async Task Put(CommandRun run, string label, string text, ValueOptions options, int? version)
    {
        var readOnly = run.Get(options.ReadOnly) is { } choice ? choice == "on" : (bool?)null;
        var block = new SharedValueShape(text, run.Get(options.Description), run.Get(options.Limit), readOnly, version);
        run.Output.Show(
            await run.Gateway.Put<SharedShape>(Route.To($"v1/memory/blocks/{label}"), block, run.Cancellation), SharedText.Of);
    }

    private static Argument<string> Text() => new("text") { Description = "The text; '-' reads standard input" };

    private static ValueOptions Options()
    {
        var readOnly = new Option<string?>("--read-only")
        {
            Description = "on: no agent may change the block, whatever its right; unchanged if left out",
            HelpName = "on|off",
        };
        readOnly.AcceptOnlyFromAmong(OnOrOff);
        return new ValueOptions(
            new Option<string?>("--description")
            {
                Description = "What the block is for; unchanged if left out",
                HelpName = "text",
            },
            new Option<int?>("--limit")
            {
                Description = "Maximum number of characters; unchanged if left out",
                HelpName = "count",
            },
            readOnly);
    }

    private sealed record ValueOptions(Option<string?> Description, Option<int?> Limit, Option<string?> ReadOnly);

    private sealed record SharedValueShape(string Value, string? Description, int? Limit, bool? IsReadOnly, int? Version);

    private sealed record AppendShape(string Text);
}
