using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Npgsql;
using Sanctum.Hosting;
using Sanctum.Testing;
using MachineSignIn = Sanctum.Testing.Clusters.MachineSignIn;

namespace Sanctum.Crash;

/// <summary>The product in one process, which is killed and started again with the same database and ports.</summary>
internal sealed class RestartedProduct : IAsyncDisposable
{
    private readonly string _machineKey = Path.Combine(Path.GetTempPath(), $"sanctum-machine-{Guid.NewGuid():N}.key");
    private readonly (string, string)[] _settings;
    private string? _token;

    private RestartedProduct(string database, (string, string)[] settings)
    {
        Rows = NpgsqlDataSource.Create(database);
        // The ports are those of the life before, as after a restart: it need not be found dead by others.
        _settings =
        [
            ("SANCTUM_POSTGRES", database), ("Sanctum:Gateway:Enabled", "true"), ("Sanctum:Access:MachineKeyFile", _machineKey),
            ("Sanctum:Cluster:SiloPort", Port()), ("Sanctum:Cluster:GatewayPort", Port()), .. settings,
        ];
    }

    public NpgsqlDataSource Rows { get; }

    public static async Task<RestartedProduct> Create(params (string, string)[] settings) =>
        new(await (await PostgresServer.Shared).CreateMigratedDatabase(), settings);

    /// <summary>A further life. Disposing it is a SIGKILL.</summary>
    public ProductProcess Start() => ProductProcess.Start(ProductProcess.Silo, _settings);

    /// <summary>What admin is answered.</summary>
    public async Task<JsonNode> Ask(ProductProcess process, HttpMethod method, string path, HttpContent? body = null)
    {
        _token ??= await MachineSignIn.GetToken(process.Address, _machineKey);
        using var http = new HttpClient { BaseAddress = process.Address };
        using var request = new HttpRequestMessage(method, path) { Content = body };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _token);
        using var answer = await http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }

    /// <summary>A number that a query answers.</summary>
    public async Task<long> Count(string sql)
    {
        await using var command = Rows.CreateCommand(sql);
        return Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        await Rows.DisposeAsync();
        File.Delete(_machineKey);
    }

    private static string Port() => FreePort.Lasting().ToString(CultureInfo.InvariantCulture);
}
