using System.Text.Json;
using Microsoft.Extensions.AI;
using Sanctum.Queues;
using Sanctum.Testing;
using Sanctum.Turns;

namespace Sanctum.Platforms;

/// <summary>Tools as an agent calls them.</summary>
internal static class ToolCalls
{
    /// <summary>
    /// Lets the model call a tool once when it is asked <paramref name="request"/>, and say what the tool said.
    /// </summary>
    public static void CallOn(this ScriptedModel model, string request, string tool, object arguments)
    {
        var values = JsonSerializer.SerializeToElement(arguments).EnumerateObject().ToDictionary(
            pair => pair.Name, pair => (object?)pair.Value);
        model.On(
            request,
            (messages, _) => Task.FromResult(messages[^1].Contents.OfType<FunctionResultContent>().LastOrDefault() is { } result
            ? new ChatResponseUpdate(ChatRole.Assistant, $"{result.Result}")
            : new ChatResponseUpdate(ChatRole.Assistant, [new FunctionCallContent("1", tool, values)])));
    }

    /// <summary>Lets an agent call a tool in a conversation on the sandbox, and answers what the model is told.</summary>
    public static async Task<string> CallTool(this PlatformHost host, string agent, string tool, object arguments)
    {
        var request = $"please {Guid.NewGuid()}";
        host.Model.CallOn(request, tool, arguments);
        await host.Ask(agent, request);
        return await host.ToolResult(request);
    }

    /// <summary>Somebody asks an agent something in a new conversation on the sandbox.</summary>
    public static Task Ask(this PlatformHost host, string agent, string request) =>
        host.Grains.GetGrain<IQueueGrain>($"default/{agent}").Enqueue(
        new Notification(
            request, $"s-{Guid.NewGuid():N}", PlatformNames.Sandbox, "test", "tester", request, QueuePriority.Normal,
            DateTimeOffset.UtcNow));

    /// <summary>What the model is told of the tool that it calls when it is asked <paramref name="request"/>.</summary>
    public static async Task<string> ToolResult(this PlatformHost host, string request) => (await Eventually.Get(
        async () =>
        {
            await using var command = host.Rows.CreateCommand(
                "select content from transcript_entry join queue_item on id = turn_id where body = $1 and role = 'tool'");
            command.Parameters.AddWithValue(request);
            return (string?)await command.ExecuteScalarAsync();
        },
        result => result is not null))!;
}
