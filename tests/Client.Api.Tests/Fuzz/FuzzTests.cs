using System.Globalization;
using System.Text;
using Sanctum.Testing;
using Xunit.Abstractions;

namespace Sanctum.Tests.Fuzz;

/// <summary>
/// Fifty thousand requests that the product's own description of its API makes, half of them wrong somewhere. A seed is one
/// sequence of requests, so that what fails can be made again, but for the ids in it and what else runs at that moment:
/// <c>SANCTUM_FUZZ_SEED</c> and <c>SANCTUM_FUZZ_REQUESTS</c>.
/// </summary>
[Trait("Category", "Slow"), Collection(AloneInTheProcess.Name)]
public sealed class FuzzTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int MaxFaultsShown = 40;
    private const double MinAccepted = 1.0 / 3;

    private readonly FuzzedSystem _system = new();
    private readonly int _seed = FromEnvironment("SANCTUM_FUZZ_SEED") ?? Random.Shared.Next();
    private readonly int _requests = FromEnvironment("SANCTUM_FUZZ_REQUESTS") ?? 50_000;

    public Task InitializeAsync() => _system.Start();

    public async Task DisposeAsync() => await _system.DisposeAsync();

    [Fact]
    public async Task No_request_makes_a_fault_of_ours_every_refusal_says_why_and_what_is_kept_is_bounded()
    {
        var api = FuzzedApi.Read(await _system.Http.GetStringAsync("/openapi/v1.json"));
        var run = new FuzzRun(_system, api, _seed);
        try
        {
            await Check(run, api);
        }
        catch
        {
            output.WriteLine($"seed {_seed}; the last requests:\n{string.Join('\n', run.Recent)}");
            throw;
        }
        finally
        {
            await PublishedFigures.Publish("fuzz", FiguresOf(run), output.WriteLine);
        }
    }

    private async Task Check(FuzzRun run, FuzzedApi api)
    {
        await run.Send(0, _requests / 2);
        var half = await FuzzLevel.Of(_system);
        await run.Send(_requests / 2, _requests);
        var whole = await FuzzLevel.Of(_system);
        output.WriteLine($"after half: {half}\nafter all: {whole}");

        Assert.True(run.Faults.IsEmpty, $"seed {_seed}\n{string.Join('\n', run.Faults.Take(MaxFaultsShown))}");
        Assert.DoesNotContain(api.Operations, operation => run.Tallies.GetValueOrDefault(operation.Route)?.Accepted is null or 0);
        Assert.True(run.Accepted >= MinAccepted * _requests, $"Only {run.Accepted} of {_requests} requests were accepted.");
        Assert.Empty(new FuzzBounds(run).Check(half, whole));
    }

    private string FiguresOf(FuzzRun run)
    {
        var text = new StringBuilder();
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"## Fuzz, seed {_seed}: {run.Accepted:N0} of {_requests:N0} requests accepted").AppendLine();
        text.AppendLine("| route | sent | accepted | right | of these accepted | answers |").AppendLine(
            "|---|---|---|---|---|---|");
        foreach (var (route, tally) in run.Tallies.OrderBy(tally => tally.Key, StringComparer.Ordinal))
            text.AppendLine(CultureInfo.InvariantCulture, $"| {route} | {tally} |");
        return text.ToString();
    }

    private static int? FromEnvironment(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : null;
}

/// <summary>For tests that measure the process.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneInTheProcess
{
    public const string Name = "alone";
}
