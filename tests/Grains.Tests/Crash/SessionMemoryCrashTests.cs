using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Sanctum.Hosting;
using Sanctum.Testing;
using MachineSignIn = Sanctum.Testing.Clusters.MachineSignIn;

namespace Sanctum.Crash;

/// <summary>The process that keeps session memory is killed while it is written.</summary>
public sealed class SessionMemoryCrashTests : IDisposable
{
    private const int Writers = 4;
    private const int Acknowledged = 10;
    private readonly string _machineKey = Path.Combine(Path.GetTempPath(), $"sanctum-machine-{Guid.NewGuid():N}.key");
    private readonly string _siloPort = FreePort.Lasting().ToString(CultureInfo.InvariantCulture);
    private readonly string _gatewayPort = FreePort.Lasting().ToString(CultureInfo.InvariantCulture);
    private readonly int[] _sent = new int[Writers];
    private readonly int[] _done = new int[Writers];

    public void Dispose() => File.Delete(_machineKey);

    [Fact]
    public async Task Transactions_are_whole_or_absent_after_a_kill_and_acknowledged_ones_are_there()
    {
        var database = await (await PostgresServer.Shared).CreateMigratedDatabase();
        string token, open;
        Task[] writers;
        await using (var first = ProductProcess.Start(ProductProcess.Silo, Settings(database)))
        {
            await first.BecomesReady();
            token = await MachineSignIn.GetToken(first.Address, _machineKey);
            open = (await Ask(first.Address, token, "transactions", new { session_id = "open" }))["transaction_id"]!
                .GetValue<string>();
            await Ask(first.Address, token, $"transactions/{open}/save", new { key = "a", value = 1 });
            writers = [.. Enumerable.Range(0, Writers).Select(writer => Write(first.Address, token, writer))];
            await Eventually.True(
                () => Task.FromResult(_done.All(done => done >= Acknowledged)), TimeSpan.FromMinutes(2));
            // Disposing it is a SIGKILL.
        }
        await Task.WhenAll(writers);

        await using var next = ProductProcess.Start(ProductProcess.Silo, Settings(database));
        await next.BecomesReady();
        for (var writer = 0; writer < Writers; writer++)
        {
            var a = await Load(next.Address, token, $"s-{writer}", "a");
            var b = await Load(next.Address, token, $"s-{writer}", "b");
            Assert.Equal(a.ToJsonString(), b.ToJsonString());
            Assert.InRange(a.GetValue<int>(), _done[writer], _sent[writer]);
        }
        await Ask(next.Address, token, $"transactions/{open}/save", new { key = "b", value = 2 });
        await Ask(next.Address, token, $"transactions/{open}/commit", body: null);
        Assert.Equal(1, (await Load(next.Address, token, "open", "a")).GetValue<int>());
        Assert.Equal(2, (await Load(next.Address, token, "open", "b")).GetValue<int>());
    }

    private (string, string)[] Settings(string database) =>
    [
        ("SANCTUM_POSTGRES", database), ("Sanctum:Gateway:Enabled", "true"), ("Sanctum:Access:MachineKeyFile", _machineKey),
        // Those of the life before, as after a restart: it need not be found dead by others.
        ("Sanctum:Cluster:SiloPort", _siloPort), ("Sanctum:Cluster:GatewayPort", _gatewayPort),
    ];

    // Ends with the process.
    private async Task Write(Uri address, string token, int writer)
    {
        try
        {
            for (var number = 1; ; number++)
            {
                _sent[writer] = number;
                await Ask(address, token, "transactions", new
                {
                    session_id = $"s-{writer}",
                    operations = new object[]
                    {
                        new { op = "save", key = "a", value = number }, new { op = "save", key = "b", value = number },
                    },
                });
                _done[writer] = number;
            }
        }
        catch (Exception exception) when (BrokenConnection.Explains(exception))
        {
        }
    }

    private static async Task<JsonNode> Load(Uri address, string token, string session, string key) =>
        (await Ask(address, token, "load", new { session_id = session, key }))["value"]!;

    private static async Task<JsonNode> Ask(Uri address, string token, string path, object? body)
    {
        using var http = new HttpClient { BaseAddress = address };
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/memory/{path}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (body is not null)
            request.Content = JsonContent.Create(body);
        using var answer = await http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        if (!answer.IsSuccessStatusCode)
            throw new HttpRequestException(text);
        return JsonNode.Parse(text)!;
    }
}
