using System.Collections.Immutable;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Sanctum.Agents;
using Sanctum.Hosting;
using Sanctum.Models;
using Sanctum.Storage;
using Sanctum.Testing;

namespace Sanctum.Platforms;

/// <summary>
/// The grains with a scripted platform, on a database that outlives the host: it can be stopped and started again.
/// </summary>
public sealed class PlatformHost : IAsyncDisposable
{
    private readonly string _keyFile = Path.Combine(Path.GetTempPath(), $"sanctum-test-{Guid.NewGuid():N}.key");
    private readonly string _database;
    private readonly Dictionary<string, string?> _settings;
    private readonly IPlatformAdapter? _further;
    private readonly LogLines _log = new();
    private IHost? _host;

    private PlatformHost(string database, Dictionary<string, string?> settings, IPlatformAdapter? further) =>
        (_database, _settings, _further) = (database, settings, further);

    public ScriptedPlatform Platform { get; } = new();

    public ScriptedModel Model { get; } = new();

    /// <summary>Every line that was logged, at every level.</summary>
    public IEnumerable<string> Log => _log.All;

    public IGrainFactory Grains => _host!.Services.GetRequiredService<IGrainFactory>();

    public NpgsqlDataSource Rows => _host!.Services.GetRequiredService<NpgsqlDataSource>();

    public static Task<PlatformHost> Start(params (string Name, string Value)[] settings) => Start(further: null, settings);

    /// <summary>Starts with one more platform.</summary>
    public static async Task<PlatformHost> Start(IPlatformAdapter? further, params (string Name, string Value)[] settings)
    {
        var server = await PostgresServer.Shared;
        var host = new PlatformHost(
            await server.CreateMigratedDatabase(), settings.ToDictionary(pair => pair.Name, pair => (string?)pair.Value),
            further);
        await host.Begin();
        return host;
    }

    /// <summary>
    /// Ends the host and starts another on the same database; <paramref name="between"/> runs while there is none.
    /// </summary>
    public async Task Restart(string? between = null, params (string Name, string Value)[] settings)
    {
        await End();
        foreach (var (name, value) in settings)
            _settings[name] = value;
        if (between is not null)
        {
            await using var source = NpgsqlDataSource.Create(_database);
            await using var command = source.CreateCommand(between);
            await command.ExecuteNonQueryAsync();
        }
        await Begin();
    }

    public async Task<string> NewAgent()
    {
        var name = $"a-{Guid.NewGuid():N}"[..20];
        await Grains.GetGrain<IAgentGrain>($"default/{name}").Create(new AgentDefinition(
            name, name, "", new AgentPersonality("A test."), new AgentCapabilities("scripted/test"), []));
        return name;
    }

    /// <summary>Changes the configuration of the running host.</summary>
    public void Configure(string name, string value)
    {
        var configuration = (IConfigurationRoot)_host!.Services.GetRequiredService<IConfiguration>();
        configuration[name] = value;
        configuration.Reload();
    }

    internal T Part<T>() where T : notnull => _host!.Services.GetRequiredService<T>();

    public IPlatformAccountGrain Account(string name) => Grains.GetGrain<IPlatformAccountGrain>($"default/scripted/{name}");

    /// <summary>A connected account of a new agent.</summary>
    public async Task<string> Connect(string rules = "{}", DateTimeOffset? since = null, string? agent = null)
    {
        var account = $"acc-{Guid.NewGuid():N}"[..20];
        await Account(account).Connect(new AccountConnection(agent ?? await NewAgent(), Credentials(), "{}", rules, since));
        return account;
    }

    public static PlatformCredentials Credentials(string password = ScriptedPlatform.Password) =>
        new(ImmutableDictionary<string, string>.Empty.Add("identifier", "me").Add("password", password));

    /// <summary>Waits until a notification has ended; answers status and reason of its item.</summary>
    public async Task<(string Status, string? Reason)> Ended(string account, PlatformNotification notification)
    {
        (string Status, string? Reason)? found = null;
        await Eventually.True(async () =>
        {
            found = await Item(account, notification);
            return found is { Status: not ("new" or "processing") };
        });
        return found!.Value;
    }

    public async Task<(string Status, string? Reason)?> Item(string account, PlatformNotification notification)
    {
        await using var command = Rows.CreateCommand(
            "select status, stop_reason from queue_item where account = $1 and notification_id like '%' || $2");
        command.Parameters.AddWithValue(account);
        command.Parameters.AddWithValue(notification.Id);
        await using var reader = await command.ExecuteReaderAsync();
        return await reader.ReadAsync() ? (reader.GetString(0), reader.IsDBNull(1) ? null : reader.GetString(1)) : null;
    }

    public async Task Execute(string sql)
    {
        await using var command = Rows.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<T> Scalar<T>(string sql)
    {
        await using var command = Rows.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public async ValueTask DisposeAsync()
    {
        await End();
        File.Delete(_keyFile);
    }

    private async Task Begin()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Trace).AddProvider(_log);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["SANCTUM_POSTGRES"] = _database,
            ["Sanctum:Secrets:KeyFile"] = _keyFile,
            // Each host makes a first admin; its password is nobody's, so the hash need not be dear.
            ["Sanctum:Access:SignIn:PasswordCost"] = "4",
            ["Sanctum:Queue:LeaseDuration"] = "00:00:04",
            ["Sanctum:Queue:SweepInterval"] = "00:00:00.100",
            ["Sanctum:Queue:RetryBaseDelay"] = "00:00:00.050",
            ["Sanctum:Outbox:RetryBaseDelay"] = "00:00:00.050",
            ["Sanctum:Platforms:SessionRetryDelay"] = "00:00:00.010",
            ["Sanctum:Platforms:PollRetryBaseDelay"] = "00:00:00.020",
            ["Sanctum:Platforms:UnavailableWait"] = "00:00:00.100",
            ["Sanctum:Bluesky:AllowedNetworks:0"] = "127.0.0.0/8",
            ["Sanctum:Bluesky:AllowedNetworks:1"] = "::1/128",
        });
        builder.Configuration.AddInMemoryCollection(_settings);
        builder.HostGrains();
        builder.Services.AddSingleton<IModelProvider>(Model);
        builder.Services.AddSingleton<IPlatformAdapter>(Platform);
        if (_further is not null)
            builder.Services.AddSingleton(_further);
        _host = builder.Build();
        await _host.StartAsync();
        await _host.Services.GetRequiredService<DatabaseReadiness>().Migrated;
    }

    private async Task End()
    {
        await _host!.StopAsync();
        _host.Dispose();
    }
}
