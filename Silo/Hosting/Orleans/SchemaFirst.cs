using Sanctum.Storage;

namespace Sanctum.Hosting;

/// <summary>Holds the silo back until the database has its tables: Orleans' providers read their SQL from them once, at start.</summary>
internal sealed class SchemaFirst(DatabaseReadiness database) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => database.Migrated.WaitAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
