using System.CommandLine;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sanctum.Commands;
using Sanctum.Connection;

namespace Sanctum.Memory;

/// <summary><c>sanctum memory passages</c>.</summary>
internal static class PassagesCommands
{
    public static Command Build() => new("passages", "List, show, change and delete an agent's passages")
    {
        BuildList(),
        BuildShow(),
        BuildUpdate(),
        BuildDelete(),
    };

    private static ClientCommand BuildList()
    {
        var agent = AgentArgument.Create();
        var paging = new Paging("place", most: 200);
        return new ClientCommand("list", "List an agent's passages, newest first") { agent, paging }
            .Does(async run => run.Output.ShowPage(
                await run.Gateway.Get<Page<PassageShape>>(
                    paging.Of(run, Route.To($"v1/agents/{run.Get(agent)}/passages")), run.Cancellation),
                PassageText.List))
            .WithExamples("sanctum memory passages list ada", "sanctum memory passages list ada --json | jq -r '.items[].text'");
    }

    private static ClientCommand BuildShow()
    {
        var (agent, passage) = (AgentArgument.Create(), PassageArgument());
        return new ClientCommand("show", "Show a passage with its tags and source") { agent, passage }
            .Does(async run => run.Output.Show(
                await run.Gateway.Get<PassageShape>(
                    Route.To($"v1/agents/{run.Get(agent)}/passages/{run.Get(passage)}"), run.Cancellation),
                PassageText.Of))
            .WithExamples("sanctum memory passages show ada 019a1fd2-0000-7000-8000-000000000000");
    }

    private static ClientCommand BuildUpdate()
    {
        var (agent, passage) = (AgentArgument.Create(), PassageArgument());
        var text = new Option<string?>("--text") { Description = "The new text; '-' reads standard input", HelpName = "text" };
        var tag = new Option<string[]>("--tag")
        {
            Description = "A new tag, instead of all others; may be repeated",
            HelpName = "tag",
        };
        var source = new Option<string?>("--source") { Description = "The new source", HelpName = "text" };
        var importance = new Option<double?>("--importance") { Description = "The new importance, 0 to 1", HelpName = "number" };
        return new ClientCommand("update", "Change a passage; options that are left out keep what it has")
            { agent, passage, text, tag, source, importance }
            .Does(async run =>
            {
                var body = new JsonObject
                {
                    ["text"] = run.Get(text) is { } value ? Document.TextOf(value) : null,
                    ["tags"] = run.Get(tag) is { Length: > 0 } tags ? JsonSerializer.SerializeToNode(tags) : null,
                    ["source"] = run.Get(source),
                    ["importance"] = run.Get(importance),
                };
                using var content = JsonContent.Create(body, options: Wire.Options);
                run.Output.Show(
                    await run.Gateway.Ask<PassageShape>(
                        HttpMethod.Patch, Route.To($"v1/agents/{run.Get(agent)}/passages/{run.Get(passage)}"), content,
                        run.Cancellation),
                    PassageText.Of);
            })
            .WithExamples(
                "sanctum memory passages update ada 019a1fd2-0000-7000-8000-000000000000 --text \"Bob likes coffee\"");
    }

    private static ClientCommand BuildDelete()
    {
        var (agent, passage) = (AgentArgument.Create(), PassageArgument());
        var yes = new Option<bool>("--yes", "-y") { Description = "Skip the confirmation; implied without a terminal" };
        return new ClientCommand("delete", "Delete a passage") { agent, passage, yes }
            .Does(async run =>
            {
                if (!run.Get(yes) && !await run.Confirm($"Delete passage {run.Get(passage)} of {run.Get(agent)}?"))
                {
                    run.Output.Note("Nothing was changed.");
                    return;
                }
                await run.Gateway.Delete(
                    Route.To($"v1/agents/{run.Get(agent)}/passages/{run.Get(passage)}"), run.Cancellation);
                run.Output.Note($"Deleted passage {run.Get(passage)} of {run.Get(agent)}.");
            })
            .WithExamples("sanctum memory passages delete ada 019a1fd2-0000-7000-8000-000000000000 --yes");
    }

    private static Argument<Guid> PassageArgument() =>
        new("passage") { Description = "The passage's id, from 'sanctum memory search' or 'passages list'" };
}
