using System.Collections.Concurrent;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Sanctum.Agents;
using Sanctum.Memory;
using Sanctum.Tests;
using static Sanctum.Portability.AgentFileCalls;

namespace Sanctum.Portability;

/// <summary>Imports after whose commit other grains cannot be reached.</summary>
public sealed class ImportFaultTests : IAsyncLifetime
{
    private readonly FailingSignals _signals = new();
    private readonly RunningGateway _gateway;

    public ImportFaultTests() => _gateway = new RunningGateway
    {
        AlsoRegister = services => services.AddSingleton<IIncomingGrainCallFilter>(_signals),
    };

    public Task InitializeAsync() => _gateway.InitializeAsync();

    public Task DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task Import_that_is_committed_is_answered_as_done_though_all_that_follows_fails()
    {
        var agent = await _gateway.CreateAgent();
        using var inserted = await _gateway.Http.PostAsJsonAsync(
            $"/v1/agents/{agent}/passages", new { text = "Bob likes green tea." });
        await inserted.ShouldBe(201);
        var file = await Export(_gateway.Http, agent);
        _signals.FailFor("default/unlucky");

        var imported = await (await Import(_gateway.Http, file, "?as=unlucky")).ShouldBe(201);

        Assert.Equal(("unlucky", "active"), (imported["agent"]!.Text("id"), imported["agent"]!.Text("status")));
        Assert.Equal(
            [nameof(IMemoryGrain.NotePassages), nameof(IMemoryGrain.Provision), nameof(IAgentGrain.Reread)],
            _signals.Failed.Order(StringComparer.Ordinal));
        Assert.Equal("active", (await _gateway.Get("/v1/agents/unlucky")).Text("status"));
        Assert.Single((await _gateway.Get("/v1/agents/unlucky/passages"))["items"]!.AsArray());
    }

    [Fact]
    public async Task Import_without_passages_says_nothing_of_passages()
    {
        var file = SignedFiles.OfAgent("plain");
        _signals.FailFor("default/plain");

        await (await Import(_gateway.Http, file, "?trust=true")).ShouldBe(201);

        Assert.DoesNotContain(nameof(IMemoryGrain.NotePassages), _signals.Failed);
    }

    /// <summary>Fails what an import tells the grains of its agent.</summary>
    private sealed class FailingSignals : IIncomingGrainCallFilter
    {
        private readonly ConcurrentQueue<string> _failed = new();
        private string? _grain;

        public IEnumerable<string> Failed => _failed;

        public void FailFor(string grain) => _grain = grain;

        public Task Invoke(IIncomingGrainCallContext context)
        {
            if (context.TargetId.Key.ToString() != _grain
                || context.MethodName is not (nameof(IAgentGrain.Reread) or nameof(IMemoryGrain.Provision)
                    or nameof(IMemoryGrain.NotePassages)))
                return context.Invoke();
            _failed.Enqueue(context.MethodName);
            throw new InvalidOperationException("This call fails.");
        }
    }
}
