using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sanctum.Edge;
using Sanctum.Hosting;
using Sanctum.Testing;

namespace Sanctum.Access;

/// <summary>What endpoints declare about their callers, and hosts in which one does not.</summary>
public sealed class DeclarationTests
{
    private const string Undeclared =
        "POST /v1/things/{id} does not declare who may call it: " +
        "add .Needs(\"resource:action\"), .NeedsSignIn() or .IsOpen(\"reason\").";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Host_with_an_endpoint_that_declares_nothing_ends_and_names_it(bool isGateway)
    {
        var log = new LogLines();
        var database = await (await PostgresServer.Shared).CreateDatabase();

        var exitCode = await ProcessRun.ToEnd(() => SiloHost.Build(
            [
                $"--SANCTUM_POSTGRES={database}", $"--Sanctum:Gateway:Enabled={isGateway}",
                "--Sanctum:Gateway:Url=http://127.0.0.1:0", "--Sanctum:Silo:Url=http://127.0.0.1:0",
                .. OwnCluster.Settings().Select(setting => $"--{setting.Key}={setting.Value}"),
            ],
            services =>
            {
                services.AddSingleton<IEndpointModule>(
                    new ExtraEndpoints(routes => routes.MapPost("/v1/things/{id}", () => "changed")));
                services.AddLogging(logging => logging.ClearProviders().AddProvider(log));
            })).WaitAsync(Patience);

        Assert.Equal(ProcessOutcome.Misconfigured, exitCode);
        Assert.Equal(
            [$"Sanctum cannot start: {Undeclared}"],
            log.Lines.Where(line => line.Level == LogLevel.Critical).Select(line => line.Text));
    }

    [Fact]
    public void Endpoint_that_declares_nothing_is_a_fault() =>
        Assert.Equal([Undeclared], Faults(routes => routes.MapPost("/v1/things/{id}", () => "changed")));

    [Fact]
    public void Endpoint_that_declares_twice_is_a_fault()
    {
        var fault = Assert.Single(Faults(routes =>
            routes.MapGroup("/v1").NeedsSignIn().MapGet("/things", () => "one").Needs("things:read")));

        Assert.StartsWith("GET /v1/things declares 2 times who may call it", fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("things")]
    [InlineData("things:")]
    [InlineData("Things:read")]
    [InlineData("things:*")]
    [InlineData("things:read:all")]
    [InlineData("things:read\n")]
    public void Permission_that_is_none_is_a_fault(string permission)
    {
        var fault = Assert.Single(Faults(routes => routes.MapGet("/v1/things", () => "one").Needs(permission)));

        Assert.StartsWith($"GET /v1/things needs '{permission}'", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_endpoint_without_a_reason_is_a_fault() =>
        Assert.Equal(
            ["GET /v1/things is open without a reason."],
            Faults(routes => routes.MapGet("/v1/things", () => "one").IsOpen(" ")));

    [Fact]
    public void Endpoint_of_several_methods_and_the_root_of_a_group_have_their_names()
    {
        var faults = Faults(routes =>
        {
            routes.MapMethods("/v1/second", ["PUT", "PATCH"], () => "two");
            routes.MapGroup("/v1/first").MapGet("", () => "one");
            routes.Map("/v1/third", () => "three");
        });

        Assert.Equal(
            ["/v1/third", "GET /v1/first", "PUT|PATCH /v1/second"],
            faults.Select(fault => fault[..fault.IndexOf(" does not", StringComparison.Ordinal)]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Declared_endpoints_are_no_fault()
    {
        var endpoints = Map(routes =>
        {
            routes.MapGet("/v1/first", () => "one").Needs("some_things:read");
            routes.MapGet("/v1/second", () => "two").AlwaysNeeds("things:read");
            routes.MapGet("/v1/third", () => "three").NeedsSignIn();
            routes.MapGroup("/v1").IsOpen("It is a test").MapGet("/fourth", () => "four");
        });

        var declared = endpoints.ToDictionary(
            DeclaredEndpoints.NameOf, endpoint => endpoint.Metadata.GetMetadata<IAccessDeclaration>());

        Assert.Empty(DeclaredEndpoints.FindFaults(endpoints));
        Assert.Equal(new RequiredPermission("some_things:read"), declared["GET /v1/first"]);
        Assert.Equal(new RequiredPermission("things:read", Always: true), declared["GET /v1/second"]);
        Assert.Equal(new SignInRequired(), declared["GET /v1/third"]);
        Assert.Equal(new OpenEndpoint("It is a test"), declared["GET /v1/fourth"]);
    }

    private static IReadOnlyList<string> Faults(Action<IEndpointRouteBuilder> map) => DeclaredEndpoints.FindFaults(Map(map));

    private static IReadOnlyList<Endpoint> Map(Action<IEndpointRouteBuilder> map)
    {
        IEndpointRouteBuilder routes = WebApplication.CreateSlimBuilder().Build();
        map(routes);
        return [.. routes.DataSources.SelectMany(source => source.Endpoints)];
    }

    private sealed class ExtraEndpoints(Action<IEndpointRouteBuilder> map) : IEndpointModule
    {
        public void Map(IEndpointRouteBuilder routes) => map(routes);
    }
}
