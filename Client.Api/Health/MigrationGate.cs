using Sanctum.Problems;
using Sanctum.Storage;

namespace Sanctum.Health;

/// <summary>
/// Holds requests off until the database has this program's schema: the listener is up before the last migration is. A silo
/// of its own joins its cluster only after that, so the gate is there only where the grains are in this process.
/// </summary>
internal static class MigrationGate
{
    private static readonly PathString Api = "/v1";

    public static void UseMigrationGate(this WebApplication app)
    {
        if (app.Services.GetService<DatabaseReadiness>() is not { Migrated: var migrated })
            return;
        app.Use((context, next) => migrated.IsCompletedSuccessfully || !context.Request.Path.StartsWithSegments(Api)
            ? next(context)
            : ProblemWriter.WriteAsync(context, Problem.StorageUnavailable(
                migrated.IsFaulted ? "The database could not be migrated; the log says why." : "The database is being migrated; the same request can be sent again.")));
    }
}
