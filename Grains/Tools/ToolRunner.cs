using Sanctum.Errors;

namespace Sanctum.Tools;

/// <summary>Runs tools inside this process: their time is bounded, and how many of an agent run at once; their memory is not.</summary>
internal sealed class ToolRunner(ToolSlots slots) : IToolRunner
{
    public async Task<ToolAnswer> Run(RegisteredTool tool, string arguments, ToolContext context, CancellationToken revoked)
    {
        var name = tool.Tool.Name;
        using var slot = await slots.Enter(context.Agent, revoked);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(revoked);
        var longest = context.TimeLimit ?? tool.Tool.TimeLimit;
        limit.CancelAfter(longest);
        try
        {
            return new ToolAnswer(ToolStatus.Ok, await tool.Invoke(arguments, context, limit.Token).WaitAsync(limit.Token));
        }
        catch (OperationCanceledException) when (!revoked.IsCancellationRequested && limit.IsCancellationRequested)
        {
            return new ToolAnswer(ToolStatus.Timeout, $"{name} was stopped after {longest.TotalSeconds} seconds, its limit.");
        }
        catch (Exception exception) when (!revoked.IsCancellationRequested && exception is not (StorageUnavailableException or LeaseLostException))
        {
            return new ToolAnswer(ToolStatus.Failed, $"{name} failed: {exception.Message}");
        }
    }
}
