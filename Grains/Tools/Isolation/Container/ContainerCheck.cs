using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Sanctum.Identity;
using Sanctum.Schemas;
using Sanctum.Tools.Builtin;

namespace Sanctum.Tools.Isolation.Container;

/// <summary>
/// Runs a tool of ours in a container when the process starts, where all tools in separate processes are to have one, so
/// that it is known before the first of them is refused whether this machine can do it.
/// </summary>
internal sealed class ContainerCheck(
    ToolProcesses processes, IOptions<ToolOptions> options, IOptions<ContainerOptions> container,
    ILogger<ContainerCheck> logger) : BackgroundService
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Why no container can be made; null if one can, or none is asked for.</summary>
    public string? Reason { get; private set; }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.Sandbox != ToolSandbox.Container)
            return;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        limit.CancelAfter(Patience);
        try
        {
            var tool = RegisteredTool.Create(new CalculateTool(), TypeSchema.Json);
            var context = new ToolContext(GrainKey.InDefaultTenant("container-check"), "", "container-check");
            var answer = await processes.Run(tool, """{"expression":"1"}""", context, isContained: true, limit.Token);
            Reason = answer.Status == ToolStatus.Ok ? null : answer.Payload;
        }
        catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested)
        {
            Reason = $"A tool in a container did not answer within {Patience.TotalSeconds:0} s.";
        }
        if (Reason is { } reason)
            ContainerLog.Impossible(logger, reason);
        else
            ContainerLog.Possible(logger, container.Value.Cgroup is { } group
                ? $"by control groups in {group}"
                : "by the limits of a process; its memory is watched");
    }
}

internal static partial class ContainerLog
{
    [LoggerMessage(1307, LogLevel.Information, "Isolated tools run in containers, limited {Limits}")]
    public static partial void Possible(ILogger logger, string limits);

    [LoggerMessage(1308, LogLevel.Error, "Isolated tools must run in containers, but no container can be created: {Reason}")]
    public static partial void Impossible(ILogger logger, string reason);
}
