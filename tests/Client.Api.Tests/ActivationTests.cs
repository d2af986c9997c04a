using Microsoft.Extensions.DependencyInjection;
using Sanctum.Testing;

namespace Sanctum.Tests;

/// <summary>What anybody may ask for must not stay in memory where there is no such thing.</summary>
[Collection(SharedGateway.Name)]
public sealed class ActivationTests(RunningGateway gateway)
{
    [Theory]
    [InlineData("/v1/agents/{0}")]
    [InlineData("/v1/agents/{0}/queue")]
    [InlineData("/v1/agents/{0}/memory")]
    [InlineData("/v1/memory/blocks/{0}")]
    [InlineData("/v1/memory/blocks/{0}/versions")]
    [InlineData("/v1/models/{0}")]
    [InlineData("/v1/sessions/{0}")]
    [InlineData("/v1/sessions/{0}/transcript")]
    [InlineData("/v1/sessions/{0}/events")]
    [InlineData("/v1/platforms/sandbox/accounts/{0}")]
    [InlineData("/v1/webchat/{0}")]
    [InlineData("/v1/admin/dlq/{0}")]
    public async Task Ids_that_nobody_has_leave_no_activations(string path)
    {
        var name = $"nobody-{Guid.NewGuid():N}"[..20];
        for (var i = 0; i < 20; i++)
        {
            var route = string.Format(System.Globalization.CultureInfo.InvariantCulture, path, $"{name}-{i}");
            (await gateway.Http.GetAsync(route, HttpCompletionOption.ResponseHeadersRead)).Dispose();
        }

        await Eventually.True(async () => !(await Activations()).Any(key => key.Contains(name, StringComparison.Ordinal)));
    }

    private async Task<IEnumerable<string>> Activations()
    {
        var management = gateway.Services.GetRequiredService<IGrainFactory>().GetGrain<IManagementGrain>(0);
        return (await management.GetDetailedGrainStatistics()).Select(statistic => statistic.GrainId.ToString());
    }
}
