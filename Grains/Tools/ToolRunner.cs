using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Options;
using Sanctum.Errors;
using Sanctum.Tools.Isolation;

namespace Sanctum.Tools;

/// <summary>
/// Runs tools where they are to run: their time is bounded, and how many of an agent run at once; in a separate process also
/// the rest.
/// </summary>
internal sealed class ToolRunner(ToolSlots slots, ToolProcesses processes, IOptions<ToolOptions> options) : IToolRunner
{
    public async Task<ToolAnswer> Run(RegisteredTool tool, string arguments, ToolContext context, CancellationToken revoked)
    {
        var name = tool.Tool.Name;
        var isolation = IsolationRule.Effective(tool.Description.Isolation, context.Isolation, options.Value.Sandbox);
        using var slot = await slots.Enter(context.Agent, revoked);
        using var place = isolation == ToolIsolation.None ? null : await processes.Enter(revoked);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(revoked);
        var longest = context.TimeLimit ?? tool.Tool.TimeLimit;
        limit.CancelAfter(longest);
        try
        {
            using var use = tool.Use();
            return isolation == ToolIsolation.None
                ? new ToolAnswer(ToolStatus.Ok, await Invoke(tool, arguments, context, limit.Token))
                : await processes.Run(tool, arguments, context, isolation == ToolIsolation.Container, limit.Token);
        }
        catch (OperationCanceledException) when (!revoked.IsCancellationRequested && limit.IsCancellationRequested)
        {
            return new ToolAnswer(ToolStatus.Timeout, $"{name} was stopped after {longest.TotalSeconds} seconds, its limit.");
        }
        catch (ToolEndedException ended)
        {
            return ended.Answer;
        }
        catch (Exception exception) when (
            !revoked.IsCancellationRequested && exception is not (
                StorageUnavailableException or LeaseLostException or ApprovalRequiredException))
        {
            return new ToolAnswer(ToolStatus.Failed, $"{name} failed: {exception.Message}");
        }
    }

    // Off the grain's turn, so that the limit can give up a tool that computes.
    [SuppressMessage("ApiDesign", "RS0030", Justification = "A tool that looks at no token would hold the grain.")]
    private static Task<string> Invoke(RegisteredTool tool, string arguments, ToolContext context, CancellationToken limit) =>
        Task.Run(() => tool.Invoke(arguments, context, limit), limit).WaitAsync(limit);
}
