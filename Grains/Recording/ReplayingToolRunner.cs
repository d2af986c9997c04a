using Sanctum.Tools;

namespace Sanctum.Recording;

/// <summary>
/// Answers as the recording has it. Tools that stay inside are run: what they change is the agent's own memory, which the next
/// request to the model shows.
/// </summary>
internal sealed class ReplayingToolRunner(IToolRunner live, RecordedTraffic recording, RequestKeys keys) : IToolRunner
{
    public async Task<ToolAnswer> Run(RegisteredTool tool, string arguments, ToolContext context, CancellationToken revoked)
    {
        if (tool.Tool.StaysInside)
            return await live.Run(tool, arguments, context, revoked);
        return recording.Next(keys.OfTool(tool.Tool.Name, arguments)) is ToolExchange exchange
            ? new ToolAnswer(exchange.Status, exchange.Payload)
            : new ToolAnswer(
                ToolStatus.Failed, $"{tool.Tool.Name} was not run: {recording.Name} holds no answer to these arguments.");
    }
}
