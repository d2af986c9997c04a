using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Sanctum.Testing;

namespace Sanctum.Hosting;

/// <summary>The live configuration in two processes: a silo with a gateway in it, and a gateway alone.</summary>
public sealed class LiveConfigurationProcessTests
{
    private const string Requests = "Sanctum:Gateway:RequestsPerWindow";

    [Fact]
    public async Task A_limit_that_is_changed_at_one_gateway_holds_at_all_and_each_process_says_which_version_it_applies()
    {
        var database = await (await PostgresServer.Shared).CreateDatabase();
        (string, string)[] settings =
        [
            ("SANCTUM_POSTGRES", database), ("Sanctum:Gateway:Enabled", "true"), ("Sanctum:Gateway:RequestWindow", "01:00:00"),
            ("Sanctum:Access:Required", "false"),
        ];
        await using var whole = ProductProcess.Start(ProductProcess.Silo, settings);
        await whole.BecomesReady();
        await using var gateway = ProductProcess.Start(ProductProcess.Gateway, settings);
        await gateway.BecomesReady();
        using var http = new HttpClient();

        await Eventually.True(async () => (await Processes(http, gateway)).Length == 2);
        using var changed = await Put(http, whole, new JsonObject { [Requests] = 50_000, ["Sanctum:Queue:MaxDepth"] = 1_000 });
        Assert.Equal(200, (int)changed.StatusCode);
        var applied = await Eventually.Get(
            () => Processes(http, gateway), all => all.All(process => process!["version"]!.GetValue<int>() == 1));
        using var refused = await Put(http, gateway, new JsonObject { [Requests] = 0 });
        using var low = await Put(http, gateway, new JsonObject { [Requests] = 5 });

        Assert.Equal(["gateway", "silo"], applied.Select(one => one!["name"]!.GetValue<string>().Split(' ')[0]));
        Assert.Equal(400, (int)refused.StatusCode);
        Assert.Contains("must be 1 to 10000000; it is '0'.", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(200, (int)low.StatusCode);
        foreach (var process in new[] { whole, gateway })
        {
            await Eventually.True(async () => await Policy(http, process) == "\"address\";q=5;w=3600");
            Assert.Equal(429, (await process.Ask("/v1/agents")).Status);
        }
    }

    private static async Task<JsonNode?[]> Processes(HttpClient http, ProductProcess process)
    {
        var found = await http.GetFromJsonAsync<JsonNode>(new Uri(process.Address, "/v1/admin/config"));
        return [.. found!["processes"]!.AsArray()];
    }

    private static Task<HttpResponseMessage> Put(HttpClient http, ProductProcess process, JsonObject settings) =>
        http.PutAsJsonAsync(new Uri(process.Address, "/v1/admin/config"), new JsonObject { ["settings"] = settings });

    private static async Task<string> Policy(HttpClient http, ProductProcess process)
    {
        using var answer = await http.GetAsync(new Uri(process.Address, "/v1/agents"));
        return answer.Headers.GetValues("RateLimit-Policy").Single();
    }
}
