using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;

namespace Sanctum.Audit;

/// <summary>
/// Writes the log out. What is cut off on the way ends with an error, so that half a log is never taken for a whole one.
/// </summary>
internal static class ExportCommand
{
    public static Command Build()
    {
        var filters = new AuditFilters();
        var command = new ClientCommand("export", "Export the audit log, oldest first, one JSON object per line");
        foreach (var option in filters.Options)
            command.Add(option);
        return command
            .Does(async run =>
            {
                await foreach (
                    var line in run.Gateway.Lines(filters.Of(run, Route.To($"v1/admin/audit/export")), run.Cancellation))
                    run.Output.Json(line);
            })
            .WithExamples(
                "sanctum audit export --since 30d > audit.ndjson", "sanctum audit export --action queue.purge | jq -r .object");
    }
}
