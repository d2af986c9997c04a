using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Sanctum.Testing;

namespace Sanctum.Hosting;

/// <summary>What the silo program is beside its grains; it is started here as its own <c>Main</c> starts it.</summary>
public sealed class SiloProcessTests
{
    [Fact]
    public async Task Silos_of_one_machine_start_side_by_side_and_each_tells_of_itself()
    {
        await using var first = await Start();
        await using var second = await Start();

        Assert.NotEqual(first.Urls.Single(), second.Urls.Single());
        foreach (var silo in new[] { first, second })
        {
            using var http = new HttpClient { BaseAddress = new Uri(silo.Urls.Single()) };
            await Eventually.True(async () => (await http.GetAsync("/ready")).IsSuccessStatusCode);
            foreach (var probe in new[] { "/health", "/live", "/ready" })
                Assert.Equal("ok", (await http.GetFromJsonAsync<JsonObject>(probe))!["status"]!.GetValue<string>());
            var metrics = await http.GetStringAsync("/metrics");
            Assert.Contains("\nsanctum_storage_batch_waiting{} ", metrics, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Silo_answers_where_it_is_told_to()
    {
        var url = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort.Next()}");

        await using var silo = await Start($"--Sanctum:Silo:Url={url}");

        using var http = new HttpClient();
        Assert.True((await http.GetAsync($"{url}/live")).IsSuccessStatusCode);
    }

    [Fact]
    public void Silo_has_as_long_to_stop_as_it_is_given()
    {
        using var silo = (IDisposable)SiloHost.Build(["--Sanctum:Shutdown:Limit=00:00:07"]);

        Assert.Equal(
            TimeSpan.FromSeconds(7),
            ((WebApplication)silo).Services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout);
    }

    private static async Task<WebApplication> Start(params string[] settings)
    {
        var database = await (await PostgresServer.Shared).CreateDatabase();
        var silo = SiloHost.Build([
            $"--SANCTUM_POSTGRES={database}", "--Logging:LogLevel:Default=Error", "--Sanctum:QueueHealth:SampleInterval=00:00:01",
            .. OwnCluster.Settings().Select(setting => $"--{setting.Key}={setting.Value}"), .. settings,
        ]);
        await silo.StartAsync();
        return silo;
    }
}
