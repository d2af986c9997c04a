using System.Globalization;

namespace Sanctum.Testing.Clusters;

/// <summary>
/// A cluster of real processes on servers of its own: Redis for the membership, PostgreSQL for everything else. Nothing of
/// it outlives the test.
/// </summary>
public sealed class ProductCluster : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sanctum-cluster-").FullName;
    private readonly Dictionary<string, string?> _settings;
    private readonly List<ProductProcess> _silos = [];
    private readonly List<ProductProcess> _gateways = [];

    private ProductCluster(
        PostgresServer postgres, RedisServer redis, string database, IEnumerable<KeyValuePair<string, string?>> settings)
    {
        (Postgres, Redis, Database) = (postgres, redis, database);
        _settings = new Dictionary<string, string?>
        {
            ["SANCTUM_POSTGRES"] = database,
            ["Sanctum:Cluster:Provider"] = "Redis",
            ["Sanctum:Cluster:Redis"] = redis.Address,
            ["Sanctum:Cluster:Address"] = "127.0.0.1",
            ["Sanctum:Secrets:KeyFile"] = Path.Combine(_folder, "secrets.key"),
            ["Sanctum:Access:MachineKeyFile"] = MachineKeyFile,
            ["Sanctum:Access:SignIn:PasswordCost"] = "4",
        };
        foreach (var (name, value) in settings)
            _settings[name] = value;
    }

    /// <summary>The server with everything that must survive.</summary>
    public PostgresServer Postgres { get; }

    /// <summary>The server with the membership table.</summary>
    public RedisServer Redis { get; }

    /// <summary>Npgsql connection string of the cluster's database.</summary>
    public string Database { get; }

    /// <summary>The silos, running or not.</summary>
    public IReadOnlyList<ProductProcess> Silos => _silos;

    /// <summary>The gateways, running or not.</summary>
    public IReadOnlyList<ProductProcess> Gateways => _gateways;

    /// <summary>Has the logs survive the cluster.</summary>
    /// <returns>Their folder.</returns>
    public string KeepLogs()
    {
        KeepsLogs = true;
        return _folder;
    }

    private bool KeepsLogs { get; set; }

    private string MachineKeyFile => Path.Combine(_folder, "machine.key");

    /// <summary>An API key that may do everything, from one of the processes that is a gateway and is ready.</summary>
    public Task<string> GetApiKey(ProductProcess gateway) => MachineSignIn.GetApiKey(gateway.Url, MachineKeyFile);

    /// <summary>An access token that may do everything, from one of the processes that is a gateway and is ready.</summary>
    public Task<string> GetToken(ProductProcess gateway) => MachineSignIn.GetToken(gateway.Url, MachineKeyFile);

    /// <summary>Starts the two servers.</summary>
    /// <param name="settings">Settings of every process beside the usual ones.</param>
    public static async Task<ProductCluster> Create(params (string Name, string Value)[] settings)
    {
        var postgres = await PostgresServer.StartOwn();
        var redis = await RedisServer.StartOwn();
        return new ProductCluster(
            postgres, redis, await postgres.CreateMigratedDatabase(), settings.Select(
                setting => KeyValuePair.Create(setting.Name, (string?)setting.Value)));
    }

    /// <summary>Another silo, not started yet.</summary>
    /// <param name="build">The build that it is of; this one unless given.</param>
    /// <param name="name">Its name; a running number unless given.</param>
    public ProductProcess AddSilo(ProductBuild? build = null, string? name = null)
    {
        var port = FreePort.Lasting();
        return Add(_silos, name ?? $"silo {_silos.Count + 1}", (build ?? ProductBuild.Current).Silo, port, new()
        {
            ["Sanctum:Silo:Url"] = UrlOf(port),
            ["Sanctum:Cluster:SiloPort"] = FreePort.Lasting().ToString(CultureInfo.InvariantCulture),
            ["Sanctum:Cluster:GatewayPort"] = FreePort.Lasting().ToString(CultureInfo.InvariantCulture),
        });
    }

    /// <summary>Another gateway, not started yet.</summary>
    /// <param name="build">The build that it is of; this one unless given.</param>
    /// <param name="name">Its name; a running number unless given.</param>
    public ProductProcess AddGateway(ProductBuild? build = null, string? name = null)
    {
        var port = FreePort.Lasting();
        return Add(_gateways, name ?? $"gateway {_gateways.Count + 1}", (build ?? ProductBuild.Current).Gateway, port, new()
        {
            ["Sanctum:Gateway:Url"] = UrlOf(port),
        });
    }

    /// <summary>The whole product in one process, not started yet; it finds its cluster in PostgreSQL.</summary>
    /// <param name="name">Its name.</param>
    public ProductProcess AddWhole(string name)
    {
        var port = FreePort.Lasting();
        return Add(_silos, name, ProductBuild.Current.Silo, port, new()
        {
            ["Sanctum:Gateway:Enabled"] = "true",
            ["Sanctum:Gateway:Url"] = UrlOf(port),
            ["Sanctum:Cluster:Provider"] = "AdoNet",
            ["Sanctum:Cluster:SiloPort"] = FreePort.Lasting().ToString(CultureInfo.InvariantCulture),
            ["Sanctum:Cluster:GatewayPort"] = FreePort.Lasting().ToString(CultureInfo.InvariantCulture),
        });
    }

    /// <summary>Adds silos and gateways of this build and starts them all side by side.</summary>
    public async Task Start(int silos, int gateways)
    {
        for (var i = 0; i < silos; i++)
            AddSilo();
        for (var i = 0; i < gateways; i++)
            AddGateway();
        await Task.WhenAll(_silos.Concat(_gateways).Select(process => process.Start()));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var process in _gateways.Concat(_silos))
            await process.DisposeAsync();
        await Redis.DisposeAsync();
        await Postgres.DisposeAsync();
        if (!KeepsLogs)
            Directory.Delete(_folder, recursive: true);
    }

    private ProductProcess Add(List<ProductProcess> kind, string name, string program, int port, Dictionary<string, string?> own)
    {
        var log = Path.Combine(_folder, $"{name.Replace(' ', '-')}.log");
        var process = new ProductProcess(
            name, program, port, log, _settings.Where(setting => !own.ContainsKey(setting.Key)).Concat(own));
        kind.Add(process);
        return process;
    }

    private static string UrlOf(int port) => $"http://127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}";
}
