using System.Net.Http.Json;
using Sanctum.Tests;

namespace Sanctum.Access;

/// <summary>Every tool is for agents whose definitions name it, also where an admin runs it.</summary>
[Collection(SharedGateway.Name)]
public sealed class EveryToolTests(RunningGateway gateway)
{
    [Fact]
    public async Task Tool_that_an_agent_does_not_have_is_blocked()
    {
        var tools = (await gateway.Get("/v1/tools"))["items"]!.AsArray().Select(tool => tool!.Text("name")).ToArray();
        Assert.Contains("calculate", tools);
        var (one, other) = (await AgentWith("calculate"), await AgentWith("current_time"));

        foreach (var tool in tools)
        {
            using var answer = await gateway.Http.PostAsJsonAsync(
                $"/v1/tools/{tool}/runs?wait=30s", new { agentId = tool == "calculate" ? other : one, arguments = new { } });
            Assert.Equal((tool, "blocked"), (tool, (await answer.ShouldBe(200)).Text("status")));
        }
    }

    private async Task<string> AgentWith(string tool)
    {
        var agent = $"{tool.Replace('_', '-')}-{Guid.NewGuid():N}"[..30];
        using var created = await gateway.Http.PostAsJsonAsync(
            "/v1/agents", new
            {
                name = agent,
                personality = new { core_identity = "I am." },
                capabilities = new { model = "scripted/any", tools = new[] { tool } },
            });
        await created.ShouldBe(201);
        return agent;
    }
}
