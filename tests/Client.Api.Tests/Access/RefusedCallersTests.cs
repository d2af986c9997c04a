using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sanctum.Testing;
using Sanctum.Tests;

namespace Sanctum.Access;

public sealed class RefusedCallersTests : IAsyncLifetime
{
    private const int Refused = 2091;

    private readonly LogLines _log = new();
    private readonly RunningGateway _gateway;

    public RefusedCallersTests() => _gateway = new RunningGateway
    {
        AlsoRegister = services => services.AddLogging(logging => logging.AddProvider(_log)),
    };

    public Task InitializeAsync() => _gateway.Start();

    public Task DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task Refusals_are_counted_each_and_logged_once_for_an_address_and_reason()
    {
        for (var i = 0; i < 3; i++)
            (await _gateway.Nobody.GetAsync("/v1/agents/some-agent")).Dispose();
        using var forged = new HttpRequestMessage(HttpMethod.Get, "/v1/agents");
        forged.Headers.Authorization = new("Bearer", "secret.of.somebody");
        (await _gateway.Nobody.SendAsync(forged)).Dispose();

        Assert.Equal(
            [
                (LogLevel.Information, "127.0.0.1 was refused (unauthenticated) at GET /v1/agents/{id}"),
                (LogLevel.Information, "127.0.0.1 was refused (invalid_token) at GET /v1/agents"),
            ],
            _log.Of(Refused).Select(line => (line.Level, line.Text.Split(';')[0])));
        var metrics = await _gateway.Http.GetStringAsync("/metrics");
        Assert.Contains(
            metrics.Split('\n'),
            line => line.StartsWith("sanctum_access_refused_requests_total{", StringComparison.Ordinal)
                && line.Contains("reason=\"unauthenticated\"", StringComparison.Ordinal)
                && line.TrimEnd().EndsWith(" 3", StringComparison.Ordinal));
    }
}
