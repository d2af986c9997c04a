using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;

namespace Sanctum.Memory;

/// <summary>Shows shared blocks and their versions.</summary>
internal static class SharedReadCommands
{
    public static Command BuildList()
    {
        var paging = new Paging("label", most: 200);
        return new ClientCommand("list", "List shared blocks") { paging }
            .Does(async run => run.Output.ShowPage(
                await run.Gateway.Get<Page<SharedShape>>(paging.Of(run, Route.To($"v1/memory/blocks")), run.Cancellation),
                SharedText.List))
            .WithExamples("sanctum memory shared list", "sanctum memory shared list --json | jq -r '.items[].label'");
    }

    public static Command BuildShow()
    {
        var label = SharedLabelArgument.Create();
        return new ClientCommand("show", "Show a shared block with its text") { label }
            .Does(async run => run.Output.Show(
                await run.Gateway.Get<SharedShape>(Route.To($"v1/memory/blocks/{run.Get(label)}"), run.Cancellation),
                SharedText.Of))
            .WithExamples(
                "sanctum memory shared show house-rules", "sanctum memory shared show house-rules --json | jq -r .value");
    }

    public static Command BuildHistory()
    {
        var label = SharedLabelArgument.Create();
        var version = new Option<int?>("--version")
        {
            Description = "Show this version: what it changed, and its text",
            HelpName = "number",
        };
        var paging = new Paging("version", most: 200);
        return new ClientCommand("history", "List the versions of a shared block, newest first: when, who and why")
            { label, version, paging }
            .Does(async run =>
            {
                if (run.Get(version) is { } number)
                    run.Output.Show(
                        await run.Gateway.Get<VersionShape>(
                            Route.To($"v1/memory/blocks/{run.Get(label)}/versions/{number}"), run.Cancellation),
                        VersionText.Of);
                else
                    run.Output.ShowPage(
                        await run.Gateway.Get<Page<VersionShape>>(
                            paging.Of(run, Route.To($"v1/memory/blocks/{run.Get(label)}/versions")), run.Cancellation),
                        VersionText.List);
            })
            .WithExamples(
                "sanctum memory shared history house-rules", "sanctum memory shared history house-rules --version 3");
    }
}
