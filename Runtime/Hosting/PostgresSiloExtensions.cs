using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Hosting;
using Orleans.Storage;
using Sanctum.Runtime.Reminders;
using Sanctum.Runtime.Storage;

namespace Sanctum.Runtime.Hosting;

/// <summary>Keeps states and reminders in the Postgres database whose <c>NpgsqlDataSource</c> is a service of the host.</summary>
public static class PostgresSiloExtensions
{
    /// <summary>Grain states as rows of <c>grain_state</c>.</summary>
    public static ISiloBuilder AddPostgresGrainStorage(this ISiloBuilder builder, string name)
    {
        builder.Services.AddKeyedSingleton<IGrainStorage, PostgresGrainStorage>(name);
        return builder;
    }

    /// <inheritdoc cref="AddPostgresGrainStorage"/>
    public static ISiloBuilder AddPostgresGrainStorageAsDefault(this ISiloBuilder builder) =>
        builder.AddPostgresGrainStorage(PersistentState.DefaultStorage);

    /// <summary>Reminders as rows of <c>grain_reminder</c>.</summary>
    public static ISiloBuilder UsePostgresReminders(this ISiloBuilder builder)
    {
        builder.Services.Replace(ServiceDescriptor.Singleton<IReminderTable, PostgresReminderTable>());
        return builder;
    }
}
