using System.CommandLine;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Sanctum.Commands;
using Sanctum.Connection;
using Sanctum.Terminal;

namespace Sanctum.Memory;

/// <summary><c>sanctum memory backup</c>.</summary>
internal static class BackupCommands
{
    public static Command Build() => new("backup", "Back up and restore the memory of sessions")
    {
        BuildCreate(),
        BuildList(),
        BuildRestore(),
        BuildDelete(),
    };

    private static ClientCommand BuildCreate()
    {
        var session = SessionMemoryCommands.SessionArgument();
        return new ClientCommand("create", "Back up the memory of a session") { session }
            .Does(async run => run.Output.Show(
                await run.Gateway.Post<BackupShape>(
                    Route.To($"api/memory/backup"), new JsonObject { ["session_id"] = run.Get(session) }, run.Cancellation),
                backup => Text([backup])))
            .WithExamples("sanctum memory backup create first", "sanctum memory backup create first --json | jq -r .backup_id");
    }

    private static ClientCommand BuildList()
    {
        var session = new Option<string?>("--session") { Description = "Of one session", HelpName = "session" };
        var paging = new Paging("backup", most: 200);
        return new ClientCommand("list", "List backups of session memory, newest first") { session, paging }
            .Does(async run => run.Output.ShowPage(
                await run.Gateway.Get<Page<BackupShape>>(
                    paging.Of(run, Route.To($"api/memory/backups").With("session_id", run.Get(session))), run.Cancellation),
                Text))
            .WithExamples("sanctum memory backup list", "sanctum memory backup list --session first");
    }

    private static ClientCommand BuildRestore()
    {
        var (id, yes) = (IdArgument(), YesOption());
        return new ClientCommand("restore", "Make the memory of a session what a backup holds") { id, yes }
            .Does(async run =>
            {
                if (!run.Get(yes) && !await run.Confirm($"Replace the memory of its session by backup {run.Get(id)}?"))
                {
                    run.Output.Note("Nothing was changed.");
                    return;
                }
                run.Output.Show(
                    await run.Gateway.Post<MemorySessionShape>(
                        Route.To($"api/memory/restore"), new JsonObject { ["backup_id"] = run.Get(id).ToString() },
                        run.Cancellation),
                    session => SessionText.Sessions([session]));
            })
            .WithExamples("sanctum memory backup restore 019a1fd2-0000-7000-8000-000000000000 --yes");
    }

    private static ClientCommand BuildDelete()
    {
        var (id, yes) = (IdArgument(), YesOption());
        return new ClientCommand("delete", "Delete a backup") { id, yes }
            .Does(async run =>
            {
                if (!run.Get(yes) && !await run.Confirm($"Delete backup {run.Get(id)}?"))
                {
                    run.Output.Note("Nothing was changed.");
                    return;
                }
                await run.Gateway.Delete(Route.To($"api/memory/backups/{run.Get(id)}"), run.Cancellation);
                run.Output.Note($"Deleted backup {run.Get(id)}.");
            })
            .WithExamples("sanctum memory backup delete 019a1fd2-0000-7000-8000-000000000000 --yes");
    }

    private static Spectre.Console.Table Text(IEnumerable<BackupShape> backups) => backups.Aggregate(
        Listing.Of("BACKUP", "SESSION", "KEYS", "BYTES", "BY", "CREATED"),
        (table, backup) => table.Row(
            backup.BackupId, backup.SessionId, backup.Keys, backup.Bytes, backup.CreatedBy, Age.Of(backup.CreatedAt)));

    private static Argument<Guid> IdArgument() =>
        new("backup") { Description = "The backup's id, from 'sanctum memory backup list'" };

    private static Option<bool> YesOption() =>
        new("--yes", "-y") { Description = "Skip the confirmation; implied without a terminal" };

    private sealed record BackupShape(
        [property: JsonPropertyName("backup_id")] string BackupId,
        [property: JsonPropertyName("session_id")] string SessionId, int Keys, long Bytes,
        [property: JsonPropertyName("created_by")] string CreatedBy,
        [property: JsonPropertyName("created_at")] DateTimeOffset CreatedAt);
}
