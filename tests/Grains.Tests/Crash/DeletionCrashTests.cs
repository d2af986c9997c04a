using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Npgsql;
using Sanctum.Hosting;
using Sanctum.Testing;

namespace Sanctum.Crash;

/// <summary>The process that deletes a tenant dies while it does.</summary>
public sealed class DeletionCrashTests
{
    private const int Rows = 200_000;
    private const int Kills = 2;
    private const string Tenant = "acme";

    [Fact]
    public async Task Deletion_that_is_killed_in_its_middle_ends_after_the_restart_and_its_receipt_has_every_row_once()
    {
        await using var product = await RestartedProduct.Create();
        await using (var first = product.Start())
        {
            await first.BecomesReady();
            using var tenant = JsonContent.Create(new { name = Tenant });
            await product.Ask(first, HttpMethod.Post, "/v1/tenants", tenant);
            await Fill(product.Rows);
            await product.Ask(first, HttpMethod.Post, $"/v1/tenants/{Tenant}/suspend");
            await product.Ask(first, HttpMethod.Delete, $"/v1/tenants/{Tenant}");
            await IsUnderWay(product, Rows);
        }
        for (var kill = 1; kill < Kills; kill++)
        {
            var left = await Count(product, "feature_flag");
            await using var next = product.Start();
            await IsUnderWay(product, left);
        }
        Assert.InRange(await Count(product, "feature_flag"), 1, Rows - 1);

        await using var last = product.Start();
        await last.BecomesReady();
        var receipt = await Eventually.Get(
            () => Receipt(product, last), found => found["endedAt"] is not null, TimeSpan.FromMinutes(8));

        var removed = receipt["tables"]!.AsArray().ToDictionary(
            table => table!["table"]!.GetValue<string>(), table => table!["rows"]!.GetValue<long>());
        Assert.Equal((Rows, 1L, 3L), (removed["feature_flag"], removed["users"], removed["roles"]));
        Assert.Equal(removed.Values.Sum(), receipt["rows"]!.GetValue<long>());
        foreach (var table in await TablesOfTenants(product.Rows))
            Assert.True(await Count(product, table) == 0, table);
        var state = await product.Ask(last, HttpMethod.Get, $"/v1/tenants/{Tenant}");
        Assert.Equal("deleted", state["state"]!.GetValue<string>());
    }

    // Rows go 500 at a time.
    private static Task IsUnderWay(RestartedProduct product, long before) =>
        Eventually.True(async () => await Count(product, "feature_flag") < before, TimeSpan.FromMinutes(2));

    private static async Task Fill(NpgsqlDataSource rows)
    {
        await using var command = rows.CreateCommand(
            "insert into feature_flag (tenant, name, is_on) " +
            $"select '{Tenant}', 'flag-' || n, true from generate_series(1, {Rows}) n");
        await command.ExecuteNonQueryAsync();
    }

    private static Task<JsonNode> Receipt(RestartedProduct product, ProductProcess process) =>
        product.Ask(process, HttpMethod.Get, $"/v1/tenants/{Tenant}/deletion");

    private static async Task<List<string>> TablesOfTenants(NpgsqlDataSource rows)
    {
        await using var command = rows.CreateCommand(
            """
            select c.table_name::text from information_schema.columns c
            join information_schema.tables t using (table_schema, table_name)
            where c.table_schema = 'public' and c.column_name = 'tenant' and t.table_type = 'BASE TABLE'
            """);
        var found = new List<string>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            found.Add(reader.GetString(0));
        return found;
    }

    private static Task<long> Count(RestartedProduct product, string table) =>
        product.Count($"select count(*) from {table} where tenant = '{Tenant}'");
}
