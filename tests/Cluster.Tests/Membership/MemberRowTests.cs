using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Sanctum.Testing;

namespace Sanctum.Cluster.Membership;

/// <summary>What Orleans' AdoNet membership and our SQL promise each other, with the silos' own sockets.</summary>
public sealed class MemberRowTests : IAsyncLifetime
{
    private string _database = "";

    public async Task InitializeAsync() => _database = await (await PostgresServer.Shared).CreateDatabase();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Each_silo_is_a_row_that_says_what_became_of_it()
    {
        using var first = await StartSilo("first");
        using var second = await StartSilo("second");
        Assert.Equal(["first Active", "second Active"], await Members());
        await Eventually.Get(() => SilosSeenBy(first), seen => seen == 2);

        await second.StopAsync();

        Assert.Equal(["first Active", "second Dead"], await Members());
        await Eventually.Get(() => SilosSeenBy(first), seen => seen == 1);
        await first.StopAsync();
    }

    [Fact]
    public async Task Silo_that_starts_again_is_another_row()
    {
        using (var before = await StartSilo("same"))
            await before.StopAsync();

        using var after = await StartSilo("same");

        Assert.Equal(["same Active", "same Dead"], await Members());
        await after.StopAsync();
    }

    [Fact]
    public async Task Every_change_raises_the_clusters_version()
    {
        using var silo = await StartSilo("only");
        var before = await Version();

        await silo.StopAsync();

        Assert.True(await Version() > before);
    }

    private async Task<IHost> StartSilo(string name)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        ProductCluster.ConfigureSilo(builder, _database);
        builder.Services.Configure<Orleans.Configuration.SiloOptions>(options => options.SiloName = name);
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }

    private static async Task<int> SilosSeenBy(IHost silo) =>
        (await silo.Services.GetRequiredService<IGrainFactory>().GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true)).Count;

    private async Task<string[]> Members()
    {
        await using var source = NpgsqlDataSource.Create(_database);
        await using var command = source.CreateCommand("select silo_name, status from cluster_member order by silo_name, status");
        await using var reader = await command.ExecuteReaderAsync();
        var members = new List<string>();
        while (await reader.ReadAsync())
            members.Add($"{reader.GetString(0)} {(SiloStatus)reader.GetInt32(1)}");
        return [.. members];
    }

    private async Task<int> Version()
    {
        await using var source = NpgsqlDataSource.Create(_database);
        await using var command = source.CreateCommand("select version from cluster_version");
        return (int)(await command.ExecuteScalarAsync())!;
    }
}
