using Sanctum.Storage;

namespace Sanctum.Hosting;

/// <summary>Holds the silo back until the database has its tables: Orleans' providers read their SQL from them once, at start.</summary>
internal sealed class SchemaFirst(DatabaseReadiness database) : ILifecycleParticipant<ISiloLifecycle>
{
    public void Participate(ISiloLifecycle lifecycle) =>
        lifecycle.Subscribe(nameof(SchemaFirst), ServiceLifecycleStage.First, database.Migrated.WaitAsync);
}
