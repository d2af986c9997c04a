using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Sanctum.Access;
using Sanctum.Dashboard;
using Sanctum.Hosting;
using Sanctum.Testing;

namespace Sanctum.Tests;

/// <summary>A gateway that serves the dashboard and listens on every address of this machine.</summary>
public sealed class GatewayWithDashboard : IAsyncLifetime
{
    internal RunningGateway Gateway { get; } = new();

    public Task InitializeAsync() => Gateway.Start("Sanctum:Dashboard:Enabled=true", "Sanctum:Gateway:Url=http://0.0.0.0:0");

    public Task DisposeAsync() => Gateway.DisposeAsync();
}

public sealed class DashboardTests(GatewayWithDashboard dashboard) : IClassFixture<GatewayWithDashboard>
{
    [Fact]
    public async Task Dashboard_is_served_with_its_scripts_and_figures()
    {
        using var http = dashboard.Gateway.Client();

        using var answer = await http.GetAsync("/admin/orleans/");
        var page = await answer.Content.ReadAsStringAsync();
        var script = await http.GetStringAsync("/admin/orleans/index.min.js");
        await Eventually.True(async () => (await http.GetStringAsync("/admin/orleans/DashboardCounters"))
            .Contains("127.0.0.1", StringComparison.Ordinal));

        Assert.Contains("index.min.js", page, StringComparison.Ordinal);
        Assert.NotEmpty(script);
        Assert.Contains(
            "img-src 'self' data:", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gateway_in_a_process_of_its_own_serves_the_dashboard_of_its_cluster()
    {
        var database = dashboard.Gateway.Services.GetRequiredService<IConfiguration>()["SANCTUM_POSTGRES"];
        await using var client = GatewayHost.Build(
            [
                $"--SANCTUM_POSTGRES={database}", "--Sanctum:Gateway:Url=http://127.0.0.1:0", "--Sanctum:Dashboard:Enabled=true",
                $"--Sanctum:Access:MachineKeyFile={dashboard.Gateway.MachineKeyFile}",
            ]);
        await client.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri(client.Urls.Single()) };
        http.DefaultRequestHeaders.Authorization = dashboard.Gateway.Http.DefaultRequestHeaders.Authorization;

        await Eventually.True(async () => (await http.GetStringAsync("/admin/orleans/DashboardCounters"))
            .Contains("127.0.0.1", StringComparison.Ordinal));

        await client.StopAsync();
    }

    [Fact]
    public async Task Dashboard_is_for_those_who_signed_in()
    {
        using var nobody = new HttpClient { BaseAddress = dashboard.Gateway.Address };

        using var answer = await nobody.GetAsync("/admin/orleans/");

        await answer.ShouldRefuse(401, "unauthenticated");
    }

    [Fact]
    public void Dashboard_needs_the_permission_to_read_the_cluster()
    {
        var endpoints = dashboard.Gateway.Services.GetRequiredService<EndpointDataSource>().Endpoints.Where(
            endpoint => DeclaredEndpoints.NameOf(endpoint).Contains(DashboardGuard.Path, StringComparison.Ordinal)).ToArray();

        Assert.NotEmpty(endpoints);
        Assert.All(
            endpoints,
            endpoint => Assert.Equal(
                new RequiredPermission("cluster:read"), endpoint.Metadata.GetOrderedMetadata<IAccessDeclaration>().Single()));
    }

    [Theory]
    [InlineData("/admin/orleans")]
    [InlineData("/admin/orleans/DashboardCounters")]
    [InlineData("/admin/orleans/Trace")]
    public async Task Request_for_another_host_is_refused(string path)
    {
        using var http = dashboard.Gateway.Client();
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Host = "rebound.example.org";

        using var response = await http.SendAsync(request);

        await response.ShouldRefuse(403, "local-only");
    }

    [Fact]
    public async Task Request_that_a_proxy_forwards_is_refused()
    {
        using var http = dashboard.Gateway.Client();
        http.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.7");

        using var response = await http.GetAsync("/admin/orleans/");

        await response.ShouldRefuse(403, "local-only");
    }

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("::1", true)]
    [InlineData("::ffff:127.0.0.1", true)]
    [InlineData("10.0.0.7", false)]
    [InlineData("::ffff:10.0.0.7", false)]
    [InlineData(null, false)]
    public void Only_a_caller_on_this_machine_is_let_in(string? caller, bool isLetIn)
    {
        var context = new DefaultHttpContext();
        context.Request.Host = new HostString("localhost", 9000);
        context.Connection.RemoteIpAddress = caller is null ? null : IPAddress.Parse(caller);

        Assert.Equal(isLetIn, DashboardGuard.IsFromHere(context));
    }
}

[Collection(SharedGateway.Name)]
public sealed class NoDashboardTests(RunningGateway gateway)
{
    [Fact]
    public async Task Dashboard_is_off_unless_it_is_asked_for()
    {
        using var response = await gateway.Http.GetAsync("/admin/orleans/");

        await response.ShouldRefuse(404, "no-such-route");
    }
}
