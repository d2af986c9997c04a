using System.Text.Json.Nodes;

namespace Sanctum.Failover.Clients;

/// <summary>The agents, the sessions that people have with them, and what is said in these.</summary>
internal sealed class Population(int agents, int sessions)
{
    public int Sessions => sessions;

    public string AgentOf(int number) => $"agent-{number % sessions % agents:00}";

    public string SessionOf(int number) => $"session-{number % sessions:00}";

    public static string KeyOf(int number) => $"message-{number:00000}";

    /// <summary>Every third message makes the agent call a tool.</summary>
    public static string TextOf(int number) =>
        number % 3 == 0 ? $"What is {number} * 7?" : $"Good day, this is message {number} to you.";

    /// <summary>What the reply to a message must be; null where anything will do.</summary>
    public static string? ReplyTo(int number) => number % 3 == 0 ? $"{number} * 7 = {number * 7}" : null;

    /// <summary>Creates the agents and opens the sessions.</summary>
    public async Task Create(Gateway gateway)
    {
        for (var agent = 0; agent < agents; agent++)
        {
            await Expect(gateway, HttpMethod.Post, "/v1/agents", new
            {
                name = AgentOf(agent),
                personality = new { core_identity = "A patient mathematician." },
                capabilities = new { tools = new[] { "calculate" } },
            });
        }
        for (var session = 0; session < sessions; session++)
            await Expect(gateway, HttpMethod.Put, $"/v1/sessions/{SessionOf(session)}", new { agentId = AgentOf(session) });
    }

    /// <summary>The sequence numbers of a transcript, page by page.</summary>
    public static async Task<List<long>> ReadTranscript(Gateway gateway, string session)
    {
        var read = new List<long>();
        for (long? next = 0; next is { } after;)
        {
            var page = JsonNode.Parse(
                await Expect(gateway, HttpMethod.Get, $"/v1/sessions/{session}/transcript?limit=1000&after={after}", null))!;
            read.AddRange(page["items"]!.AsArray().Select(entry => entry!["seq"]!.GetValue<long>()));
            next = page["next"]?.GetValue<long>();
        }
        return read;
    }

    private static async Task<string> Expect(Gateway gateway, HttpMethod method, string path, object? body)
    {
        var (request, answer) = await gateway.Send("test", method, path, body, DateTimeOffset.UtcNow);
        Assert.True(request.IsSuccess, $"{method} {path}: {request.Status} {request.Detail}");
        return answer;
    }
}
