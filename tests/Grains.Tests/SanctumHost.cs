using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Sanctum.Agents;
using Sanctum.Examples;
using Sanctum.Hosting;
using Sanctum.Models;
using Sanctum.Queues;
using Sanctum.Storage;
using Sanctum.Testing;
using Sanctum.Tools;
using Sanctum.Turns;

namespace Sanctum;

/// <summary>The grains, hosted as in production on a database of their own, with a model that the test scripts.</summary>
public sealed class SanctumHost : IAsyncLifetime
{
    private IHost? _host;

    public IGrainFactory Grains => _host!.Services.GetRequiredService<IGrainFactory>();

    public ScriptedModel Model { get; } = new();

    /// <summary>Changes what is registered before the start.</summary>
    public Action<IServiceCollection>? Services { get; init; }

    public NpgsqlDataSource Rows => _host!.Services.GetRequiredService<NpgsqlDataSource>();

    public Task InitializeAsync() => Start();

    /// <summary>Starts with further settings, such as those of a model provider.</summary>
    public async Task<SanctumHost> Start(params (string Key, string Value)[] settings)
    {
        var server = await PostgresServer.Shared;
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(OwnCluster.Settings())
        {
            ["SANCTUM_POSTGRES"] = await server.CreateMigratedDatabase(),
            ["Sanctum:Queue:LeaseDuration"] = "00:00:04",
            ["Sanctum:Queue:SweepInterval"] = "00:00:00.100",
            ["Sanctum:Queue:RetryBaseDelay"] = "00:00:00.050",
            ["Sanctum:Queue:MaxAttempts"] = "3",
            ["Sanctum:Shutdown:Limit"] = "00:00:05",
            ["Sanctum:QueueHealth:PlatformPatience"] = "00:00:00",
        });
        builder.Configuration.AddInMemoryCollection(
            settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
        builder.HostGrains();
        builder.LimitShutdown();
        builder.Services.AddSingleton<IModelProvider>(Model);
        builder.Services.AddSingleton<ITool, ReadingListAddTool>();
        Services?.Invoke(builder.Services);
        _host = builder.Build();
        await _host.StartAsync();
        await _host.Services.GetRequiredService<DatabaseReadiness>().Migrated;
        return this;
    }

    public async Task DisposeAsync()
    {
        await _host!.StopAsync();
        _host.Dispose();
    }

    /// <summary>A new agent whose model the test scripts.</summary>
    public async Task<string> NewAgent(int maxSteps = 10)
    {
        var name = $"a-{Guid.NewGuid():N}"[..20];
        await Grains.GetGrain<IAgentGrain>($"default/{name}").Create(new AgentDefinition(
            name, name, "", new AgentPersonality("A test."), new AgentCapabilities("scripted/test", MaxSteps: maxSteps), []));
        return name;
    }

    public IQueueAdminGrain Admin(string agent) => Grains.GetGrain<IQueueAdminGrain>($"default/{agent}");

    /// <summary>A part of the running host.</summary>
    internal T Part<T>() where T : notnull => _host!.Services.GetRequiredService<T>();

    public IQueueGrain Queue(string agent) => Grains.GetGrain<IQueueGrain>($"default/{agent}");

    /// <summary>Sends a message and answers its item.</summary>
    public async Task<Guid> Send(
        string agent, string session, string text, QueuePriority priority = QueuePriority.Normal, string? id = null,
        string from = "tester") =>
        (await Queue(agent).Enqueue(new Notification(
            id ?? Guid.NewGuid().ToString(), session, "sandbox", "test", from, text, priority, DateTimeOffset.UtcNow))).ItemId;

    /// <summary>Waits until the item has ended, and answers what its row says.</summary>
    public async Task<QueueItem> Ended(string agent, Guid item)
    {
        await Eventually.Get(
            () => Queue(agent).WaitForOutcome(item, TimeSpan.FromSeconds(1), CancellationToken.None),
            outcome => outcome is not null);
        return (await Queue(agent).List(status: null, after: null, limit: 200)).Items.Single(found => found.Id == item);
    }

    public static string NewSession() => $"s-{Guid.NewGuid():N}";

    public async Task Execute(string sql)
    {
        await using var command = Rows.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<long> Count(string sql)
    {
        await using var command = Rows.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}

[CollectionDefinition(Name)]
public sealed class HostSuite : ICollectionFixture<SanctumHost>
{
    public const string Name = "host";
}
