using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sanctum.Commands;
using Sanctum.Connection;

namespace Sanctum.Memory;

/// <summary><c>sanctum memory session</c>.</summary>
internal static class SessionMemoryCommands
{
    public static Command Build() => new("session", "Save, load and delete the memory of sessions")
    {
        BuildSave(),
        BuildLoad(),
        BuildAll(),
        BuildList(),
        BuildDelete(),
    };

    public static Argument<string> SessionArgument() =>
        new("session") { Description = "The session's id, from 'sanctum memory session list'" };

    public static Argument<string> KeyArgument() => new("key") { Description = "The key, 1 to 256 characters" };

    public static Argument<string> ValueArgument() => new("value")
    {
        Description = "JSON; what is no JSON is saved as a string; '-' reads standard input",
    };

    public static Option<long?> TtlOption() =>
        new("--ttl") { Description = "Seconds until the key is gone", HelpName = "seconds" };

    private static ClientCommand BuildSave()
    {
        var (session, key, value, ttl) = (SessionArgument(), KeyArgument(), ValueArgument(), TtlOption());
        return new ClientCommand("save", "Save a value under a key of a session") { session, key, value, ttl }
            .Does(async run => run.Output.Show(
                await run.Gateway.Post<SessionValueShape>(
                    Route.To($"api/memory/save"),
                    new JsonObject
                    {
                        ["session_id"] = run.Get(session),
                        ["key"] = run.Get(key),
                        ["value"] = Parse(Document.TextOf(run.Get(value))),
                        ["ttl_seconds"] = run.Get(ttl),
                    },
                    run.Cancellation),
                SessionText.Of))
            .WithExamples(
                "sanctum memory session save first plan '{\"steps\":[\"ask\",\"write\"]}'",
                "sanctum memory session save first draft - --ttl 3600 < draft.txt");
    }

    private static ClientCommand BuildLoad()
    {
        var (session, key) = (SessionArgument(), KeyArgument());
        return new ClientCommand("load", "Load the value of a key of a session") { session, key }
            .Does(async run => run.Output.Show(
                await run.Gateway.Post<SessionValueShape>(
                    Route.To($"api/memory/load"), KeyBody(run.Get(session), run.Get(key)), run.Cancellation),
                SessionText.Of))
            .WithExamples(
                "sanctum memory session load first plan", "sanctum memory session load first plan --json | jq .value.steps");
    }

    private static ClientCommand BuildAll()
    {
        var session = SessionArgument();
        var paging = new Paging("key", most: 200);
        return new ClientCommand("all", "Show all keys of a session with their values") { session, paging }
            .Does(async run => run.Output.ShowPage(
                await run.Gateway.Get<Page<SessionValueShape>>(
                    paging.Of(run, Route.To($"api/memory/all").With("session_id", run.Get(session))), run.Cancellation),
                SessionText.List))
            .WithExamples("sanctum memory session all first");
    }

    private static ClientCommand BuildList()
    {
        var paging = new Paging("session", most: 200);
        return new ClientCommand("list", "List sessions that have memory") { paging }
            .Does(async run => run.Output.ShowPage(
                await run.Gateway.Get<Page<MemorySessionShape>>(
                    paging.Of(run, Route.To($"api/memory/sessions")), run.Cancellation),
                SessionText.Sessions))
            .WithExamples("sanctum memory session list");
    }

    private static ClientCommand BuildDelete()
    {
        var session = SessionArgument();
        var key = new Argument<string?>("key")
        {
            Description = "The key; without one, all memory of the session",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var yes = new Option<bool>("--yes", "-y") { Description = "Skip the confirmation; implied without a terminal" };
        return new ClientCommand("delete", "Delete a key of a session, or all its memory") { session, key, yes }
            .Does(async run =>
            {
                var what = $"{(run.Find(key) is { } one ? $"key {one}" : "all memory")} of session {run.Get(session)}";
                if (!run.Get(yes) && !await run.Confirm($"Delete {what}?"))
                {
                    run.Output.Note("Nothing was changed.");
                    return;
                }
                if (run.Find(key) is { } name)
                    await run.Gateway.Tell(
                        HttpMethod.Post, Route.To($"api/memory/delete"), KeyBody(run.Get(session), name), run.Cancellation);
                else
                    await run.Gateway.Delete(Route.To($"api/memory/{run.Get(session)}"), run.Cancellation);
                run.Output.Note($"Deleted {what}.");
            })
            .WithExamples(
                "sanctum memory session delete first plan", "sanctum memory session delete first --yes");
    }


    private static JsonObject KeyBody(string session, string key) => new() { ["session_id"] = session, ["key"] = key };

    /// <summary>A value as it was given: JSON, or else a string.</summary>
    public static JsonNode? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return JsonValue.Create(text);
        }
    }
}
