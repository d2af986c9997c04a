using System.Collections.Concurrent;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sanctum.Access;
using Sanctum.Telemetry;
using Sanctum.Testing;
using Sanctum.Tests;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Extensions.Logging;

namespace Sanctum.Tenants;

/// <summary>Log lines say whose they are.</summary>
public sealed class TenantLogTests : IAsyncLifetime, ILogEventSink
{
    private const int Locked = 1951;
    private readonly ConcurrentQueue<LogEvent> _lines = new();
    private readonly RunningGateway _gateway;

    public TenantLogTests() => _gateway = new RunningGateway
    {
        AlsoRegister = services => services.AddSingleton<ILoggerProvider>(parts => new SerilogLoggerProvider(
            new LoggerConfiguration().Enrich.With(parts.GetRequiredService<TenantEnricher>()).WriteTo.Sink(this).CreateLogger(),
            dispose: true)),
    };

    public Task InitializeAsync() => _gateway.InitializeAsync();

    public Task DisposeAsync() => _gateway.DisposeAsync();

    void ILogEventSink.Emit(LogEvent logEvent) => _lines.Enqueue(logEvent);

    [Fact]
    public async Task Line_names_the_callers_tenant_and_that_of_no_caller_names_none()
    {
        var logger = _gateway.Services.GetRequiredService<ILogger<TenantLogTests>>();

        Write(logger, "before");
        await Act(logger, "as acme");
        Write(logger, "after");

        Assert.Equal(
            ["before: ", "as acme: acme", "about: another", "after: "],
            _lines.Where(line => line.Properties.ContainsKey("What")).Select(line => $"{Text(line, "What")}: {Tenant(line)}"));
    }

    [Fact]
    public async Task Line_of_a_grain_without_a_caller_names_the_grains_tenant()
    {
        using var created = await _gateway.Http.PostAsJsonAsync("/v1/tenants", new { name = "acme" });
        await created.ShouldBe(201);

        for (var tries = 0; tries < 5; tries++)
        {
            using var refused = await _gateway.Nobody.PostAsJsonAsync(
                "/api/users/login", new { tenant = "acme", username = "admin", password = "a wrong password" });
            await refused.ShouldRefuse(401, "invalid-credentials");
        }

        var line = await Eventually.Get(
            () => Task.FromResult(_lines.FirstOrDefault(one => IdOf(one) == Locked)), found => found is not null);
        Assert.Equal("acme", Tenant(line!));
    }

    private static async Task Act(ILogger<TenantLogTests> logger, string what)
    {
        await Task.Yield();
        new Principal("acme", PrincipalKind.User, "ada", []).Act();
        Write(logger, what);
        // What the message itself names stays.
        logger.LogInformation("{What} {Tenant}", "about", "another");
    }

    private static void Write(ILogger<TenantLogTests> logger, string what) => logger.LogInformation("{What}", what);

    private static string Tenant(LogEvent line) => Text(line, "Tenant");

    private static string Text(LogEvent line, string property) =>
        line.Properties.TryGetValue(property, out var value) ? $"{((ScalarValue)value).Value}" : "";

    private static int? IdOf(LogEvent line) => line.Properties.TryGetValue("EventId", out var value)
        && value is StructureValue { Properties: var parts }
        && parts.FirstOrDefault(part => part.Name == "Id")?.Value is ScalarValue { Value: int id } ? id : null;
}
