using Sanctum.Health;
using Sanctum.Storage;

namespace Sanctum.Hosting;

/// <summary>Asks the database of this silo, which also has a word for migrations that have not finished.</summary>
internal sealed class DatabaseProbe(DatabaseReadiness database) : IReadinessProbe
{
    public string Name => "database";

    public async ValueTask<string?> FindProblem(CancellationToken cancellationToken) => await database.Check(cancellationToken);
}
