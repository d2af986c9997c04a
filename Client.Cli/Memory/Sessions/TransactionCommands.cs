using System.CommandLine;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Sanctum.Commands;
using Sanctum.Connection;
using Sanctum.Terminal;

namespace Sanctum.Memory;

/// <summary><c>sanctum memory transaction</c>.</summary>
internal static class TransactionCommands
{
    public static Command Build() => new("transaction", "Change several keys of a session's memory, all or none")
    {
        BuildRun(),
        BuildBegin(),
        BuildShow(),
        BuildLoad(),
        BuildSave(),
        BuildDelete(),
        BuildCommit(),
        BuildRollback(),
    };

    private static ClientCommand BuildRun()
    {
        var session = SessionMemoryCommands.SessionArgument();
        var file = new Argument<string>("file")
        {
            Description = "JSON with operations, as POST /api/memory/transactions takes them; '-' reads standard input",
        };
        return new ClientCommand("run", "Do several operations at once, all or none") { session, file }
            .Does(run =>
            {
                var body = Document.ReadObject(run.Get(file));
                body["session_id"] = run.Get(session);
                body["operations"] ??= new JsonArray();
                return Ask(run, Route.To($"api/memory/transactions"), body);
            })
            .WithExamples("sanctum memory transaction run first changes.json");
    }

    private static ClientCommand BuildBegin()
    {
        var session = SessionMemoryCommands.SessionArgument();
        return new ClientCommand("begin", "Begin a transaction") { session }
            .Does(run => Ask(
                run, Route.To($"api/memory/transactions"), new JsonObject { ["session_id"] = run.Get(session) }))
            .WithExamples("sanctum memory transaction begin first --json | jq -r .transaction_id");
    }

    private static ClientCommand BuildShow()
    {
        var id = IdArgument();
        return new ClientCommand("show", "Show what has become of a transaction") { id }
            .Does(async run => run.Output.Show(
                await run.Gateway.Get<TransactionShape>(
                    Route.To($"api/memory/transactions/{run.Get(id)}"), run.Cancellation),
                Text))
            .WithExamples("sanctum memory transaction show 019a1fd2-0000-7000-8000-000000000000");
    }

    private static ClientCommand BuildLoad()
    {
        var (id, key) = (IdArgument(), SessionMemoryCommands.KeyArgument());
        return new ClientCommand("load", "Load a key, and have the commit refused if it changes meanwhile") { id, key }
            .Does(async run => run.Output.Show(
                await run.Gateway.Post<SessionValueShape>(
                    Route.To($"api/memory/transactions/{run.Get(id)}/load"), new JsonObject { ["key"] = run.Get(key) },
                    run.Cancellation),
                SessionText.Of))
            .WithExamples("sanctum memory transaction load 019a1fd2-0000-7000-8000-000000000000 plan");
    }

    private static ClientCommand BuildSave()
    {
        var (id, key, value, ttl) = (
            IdArgument(), SessionMemoryCommands.KeyArgument(), SessionMemoryCommands.ValueArgument(),
            SessionMemoryCommands.TtlOption());
        return new ClientCommand("save", "Save a value under a key at the commit") { id, key, value, ttl }
            .Does(run => Ask(
                run, Route.To($"api/memory/transactions/{run.Get(id)}/save"),
                new JsonObject
                {
                    ["key"] = run.Get(key),
                    ["value"] = SessionMemoryCommands.Parse(Document.TextOf(run.Get(value))),
                    ["ttl_seconds"] = run.Get(ttl),
                }))
            .WithExamples("sanctum memory transaction save 019a1fd2-0000-7000-8000-000000000000 plan '[\"ask\"]'");
    }

    private static ClientCommand BuildDelete()
    {
        var (id, key) = (IdArgument(), SessionMemoryCommands.KeyArgument());
        return new ClientCommand("delete", "Delete a key at the commit") { id, key }
            .Does(run => Ask(
                run, Route.To($"api/memory/transactions/{run.Get(id)}/delete"), new JsonObject { ["key"] = run.Get(key) }))
            .WithExamples("sanctum memory transaction delete 019a1fd2-0000-7000-8000-000000000000 plan");
    }

    private static ClientCommand BuildCommit()
    {
        var id = IdArgument();
        return new ClientCommand("commit", "Commit a transaction") { id }
            .Does(run => Ask(run, Route.To($"api/memory/transactions/{run.Get(id)}/commit"), body: null))
            .WithExamples("sanctum memory transaction commit 019a1fd2-0000-7000-8000-000000000000");
    }

    private static ClientCommand BuildRollback()
    {
        var id = IdArgument();
        return new ClientCommand("rollback", "Roll a transaction back") { id }
            .Does(async run =>
            {
                await run.Gateway.Tell(
                    HttpMethod.Post, Route.To($"api/memory/transactions/{run.Get(id)}/rollback"), null, run.Cancellation);
                run.Output.Note($"Rolled back transaction {run.Get(id)}.");
            })
            .WithExamples("sanctum memory transaction rollback 019a1fd2-0000-7000-8000-000000000000");
    }

    private static async Task Ask(CommandRun run, Route route, JsonObject? body) =>
        run.Output.Show(await run.Gateway.Post<TransactionShape>(route, body, run.Cancellation), Text);

    private static Spectre.Console.Table Text(TransactionShape transaction) => Facts.Of(
        ("Transaction", transaction.TransactionId), ("Session", transaction.SessionId), ("State", transaction.State),
        ("Operations", transaction.Operations), ("Version", transaction.Version));

    private static Argument<Guid> IdArgument() =>
        new("transaction") { Description = "The transaction's id, from 'sanctum memory transaction begin'" };

    private sealed record TransactionShape(
        [property: JsonPropertyName("transaction_id")] string TransactionId,
        [property: JsonPropertyName("session_id")] string SessionId, string State, int Operations, long? Version);
}
