using Sanctum.Tools;

namespace Sanctum.Recording;

/// <summary>Runs tools as ever and writes down what they answer.</summary>
internal sealed class RecordingToolRunner(IToolRunner live, Recorder recorder, RequestKeys keys, TimeProvider clock) : IToolRunner
{
    public async Task<ToolAnswer> Run(RegisteredTool tool, string arguments, ToolContext context, CancellationToken revoked)
    {
        var answer = await live.Run(tool, arguments, context, revoked);
        var name = tool.Tool.Name;
        recorder.Add(new ToolExchange(name, arguments, answer.Status, answer.Payload)
        {
            Request = keys.OfTool(name, arguments),
            At = clock.GetUtcNow(),
        });
        return answer;
    }
}
