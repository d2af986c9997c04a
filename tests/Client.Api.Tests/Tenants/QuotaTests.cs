using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Sanctum.Access;
using Sanctum.Testing;
using Sanctum.Tests;

namespace Sanctum.Tenants;

/// <summary>Quotas hold for creations at one moment, through two gateways with a silo each.</summary>
public sealed class QuotaTests(TwoGateways gateways) : IClassFixture<TwoGateways>
{
    private const int AtOnce = 64;
    private const int Quota = 10;

    [Theory]
    [InlineData("agents")]
    [InlineData("users")]
    [InlineData("keys")]
    [InlineData("sessions")]
    [InlineData("memoryBlocks")]
    public async Task Creations_at_one_moment_fill_a_quota_and_do_not_exceed_it(string quota)
    {
        var tenant = await TestTenant.Create(gateways.Access, new Dictionary<string, int> { [quota] = Quota });
        await Known(tenant, quota);
        var before = await Use(tenant, quota);
        if (quota is "sessions" or "memoryBlocks")
        {
            foreach (var agent in Enumerable.Range(0, 8))
                await (await TryCreateAgent(tenant.Admin, $"owner-{agent}")).ShouldBe(201);
        }
        using var second = gateways.Second(tenant);

        var answers = await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(
            number => Create(number % 2 == 0 ? tenant.Admin : second, quota, number)));

        Assert.Equal(Quota, await Use(tenant, quota));
        Assert.Equal(Quota - before, answers.Count(answer => answer.IsSuccessStatusCode));
        foreach (var refused in answers.Where(answer => !answer.IsSuccessStatusCode))
            Assert.Contains(quota, (await refused.ShouldRefuse(429, "quota")).Text("detail"), StringComparison.Ordinal);
        await Eventually.True(async () => await gateways.Reservations(tenant.Name) == 0);
    }

    [Fact]
    public async Task Place_of_a_creation_that_ended_nowhere_counts_until_it_lapses()
    {
        var tenant = await TestTenant.Create(gateways.Access, new { keys = 2 });
        await Known(tenant, "keys");
        await gateways.Execute(
            $"insert into quota_reservation values ('{tenant.Name}', 'keys', gen_random_uuid(), 1, now() + interval '8 s')");

        await (await Create(tenant.Admin, "keys", 1)).ShouldBe(201);
        await (await Create(tenant.Admin, "keys", 2)).ShouldRefuse(429, "quota");

        await Eventually.True(async () => (await Create(tenant.Admin, "keys", 3)).StatusCode == HttpStatusCode.Created);
        await (await Create(tenant.Admin, "keys", 4)).ShouldRefuse(429, "quota");
        Assert.Equal(2, await Use(tenant, "keys"));
    }

    [Fact]
    public async Task Creation_that_is_refused_gives_its_place_back()
    {
        var tenant = await TestTenant.Create(gateways.Access, new { users = 3 });
        await Known(tenant, "users");
        await (await Create(tenant.Admin, "users", 1)).ShouldBe(201);

        for (var again = 0; again < 3; again++)
            await (await Create(tenant.Admin, "users", 1)).ShouldRefuse(409, "conflict");

        await (await Create(tenant.Admin, "users", 2)).ShouldBe(201);
    }

    [Fact]
    public async Task Agent_with_more_blocks_than_there_is_room_for_is_refused_and_nothing_of_it_is_there()
    {
        var tenant = await TestTenant.Create(gateways.Access, new { memoryBlocks = 1 });
        await Known(tenant, "memoryBlocks");

        await (await TryCreateAgent(tenant.Admin, "ada", "notes", "plans")).ShouldRefuse(429, "quota");
        await (await tenant.Admin.GetAsync("/v1/agents/ada")).ShouldRefuse(404, "not-found");

        await (await TryCreateAgent(tenant.Admin, "ada", "notes")).ShouldBe(201);
        Assert.Equal(1, await Use(tenant, "memoryBlocks"));
        using var deleted = await tenant.Admin.DeleteAsync("/v1/agents/ada/memory/notes");
        await deleted.ShouldBeOk();
        await (await Block(tenant.Admin, "ada", "plans")).ShouldBeOk();
    }

    [Fact]
    public async Task Shared_blocks_count_among_the_blocks_of_their_tenant()
    {
        var tenant = await TestTenant.Create(gateways.Access, new { memoryBlocks = 1 });
        await Known(tenant, "memoryBlocks");
        await (await SharedBlock(tenant.Admin, "one")).ShouldBe(200);

        await (await SharedBlock(tenant.Admin, "two")).ShouldRefuse(429, "quota");

        Assert.Equal(1, await Use(tenant, "memoryBlocks"));
        await (await tenant.Admin.DeleteAsync("/v1/memory/blocks/one")).ShouldBeOk();
        await (await SharedBlock(tenant.Admin, "two")).ShouldBe(200);
    }

    private static Task<HttpResponseMessage> SharedBlock(HttpClient http, string label) =>
        http.PutAsJsonAsync($"/v1/memory/blocks/{label}", new { value = "A note." });

    private static Task<HttpResponseMessage> Create(HttpClient http, string quota, int number) => quota switch
    {
        "agents" => TryCreateAgent(http, $"agent-{number}"),
        "users" => http.PostAsJsonAsync(
            "/api/users", new { username = $"user-{number}", password = AccessGateway.Password }),
        "keys" => http.PostAsJsonAsync("/v1/keys", new { name = "key", permissions = new[] { "agents:read" } }),
        "sessions" => http.PutAsJsonAsync($"/v1/sessions/session-{number}", new { agentId = $"owner-{number % 8}" }),
        _ => Block(http, $"owner-{number % 8}", $"block-{number}"),
    };

    private static Task<HttpResponseMessage> Block(HttpClient http, string agent, string label) =>
        http.PutAsJsonAsync($"/v1/agents/{agent}/memory/{label}", new { value = "A note." });

    private static Task<HttpResponseMessage> TryCreateAgent(HttpClient http, string name, params string[] blocks) =>
        http.PostAsync("/v1/agents", RunningGateway.Yaml(
            $$"""
            name: {{name}}
            display_name: Test agent
            personality: { core_identity: "A test." }
            capabilities: { model: scripted/any }
            memory_blocks: { {{string.Join(", ", blocks.Select(Described))}} }
            """));

    private static string Described(string block) => $"{block}: {{ label: {block}, value: x, limit: 100 }}";

    private static async Task<long> Use(TestTenant tenant, string quota) =>
        (await tenant.Get($"/v1/tenants/{tenant.Name}"))["use"]![quota]!.GetValue<long>();

    // Silos learn of a tenant within moments of its creation.
    private Task Known(TestTenant tenant, string quota) => Eventually.True(async () =>
    {
        foreach (var gateway in gateways.Both)
        {
            var known = await gateway.Services.GetRequiredService<TenantList>().QuotasOf(tenant.Name);
            if (known.Of(Enum.Parse<TenantQuotaKind>(quota, ignoreCase: true)) is null)
                return false;
        }
        return true;
    });
}

/// <summary>Two gateways, each in a silo, with one database and one admin.</summary>
public sealed class TwoGateways : IAsyncLifetime
{
    private RunningGateway? _second;

    internal AccessGateway Access { get; } = new();

    internal IEnumerable<RunningGateway> Both => [Access.Gateway, _second!];

    public async Task InitializeAsync()
    {
        await Access.InitializeAsync();
        _second = await new RunningGateway().Join(Access.Gateway);
    }

    public async Task DisposeAsync()
    {
        await _second!.DisposeAsync();
        await Access.DisposeAsync();
    }

    /// <summary>The tenant's admin at the second gateway.</summary>
    internal HttpClient Second(TestTenant tenant)
    {
        var client = new HttpClient { BaseAddress = _second!.Address, Timeout = TimeSpan.FromSeconds(60) };
        client.DefaultRequestHeaders.Authorization = tenant.Admin.DefaultRequestHeaders.Authorization;
        return client;
    }

    internal async Task<long> Reservations(string tenant)
    {
        await using var command = Access.Gateway.Rows.CreateCommand("select count(*) from quota_reservation where tenant = $1");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = tenant });
        return (long)(await command.ExecuteScalarAsync())!;
    }

    internal async Task Execute(string sql)
    {
        await using var command = Access.Gateway.Rows.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
