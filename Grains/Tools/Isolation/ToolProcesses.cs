using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Sanctum.Secrets;
using Sanctum.Tools.Isolation.Container;

namespace Sanctum.Tools.Isolation;

/// <summary>Runs tools in processes of their own, one for each call, whose limits end them and leave the host as it is.</summary>
internal sealed class ToolProcesses(
    IOptions<IsolationOptions> options, OwnProcessSandbox process, ContainerSandbox container,
    ILogger<ToolProcesses> logger) : IDisposable
{
    private readonly IsolationOptions _options = options.Value;
    private readonly SemaphoreSlim _places = new(options.Value.MaxProcesses);

    public void Dispose() => _places.Dispose();

    /// <summary>Waits for a place; disposing the answer gives it back.</summary>
    public async Task<IDisposable> Enter(CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken);
        return new Place(_places);
    }

    /// <summary>Runs a tool.</summary>
    /// <param name="tool">The tool; it has a program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="context">For whom.</param>
    /// <param name="isContained">Whether in a container.</param>
    /// <param name="ended">Kills it.</param>
    /// <exception cref="OperationCanceledException">It was killed so.</exception>
    public Task<ToolAnswer> Run(
        RegisteredTool tool, string arguments, ToolContext context, bool isContained, CancellationToken ended) =>
        Run(tool.Tool.Name, tool.Program!, arguments, context, isContained, ended);

    /// <summary>Runs a program for a tool.</summary>
    /// <param name="name">The tool's name.</param>
    /// <param name="program">What is run.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="context">For whom.</param>
    /// <param name="isContained">Whether in a container.</param>
    /// <param name="ended">Kills it.</param>
    /// <exception cref="OperationCanceledException">It was killed so.</exception>
    public async Task<ToolAnswer> Run(
        string name, ToolProgram program, string arguments, ToolContext context, bool isContained, CancellationToken ended)
    {
        var request = new ToolProcessRequest(
            program, arguments, context.Agent.ToString(), context.SessionId, context.CallId, (int)_options.CpuTime.TotalSeconds);
        using var started = new ToolProcess(isContained ? container : process, _options, logger);
        ToolProcessEnd end;
        try
        {
            end = await started.Run(request, ended);
        }
        catch (SandboxUnavailableException exception)
        {
            IsolationLog.NoContainer(logger, exception, name, context.CallId);
            return new ToolAnswer(
                ToolStatus.Blocked,
                $"{name} was not run: it requires a container, and this machine could not create one: {exception.Message}.");
        }
        if (end.Errors.Length > 0)
            IsolationLog.Wrote(logger, name, context.CallId, Masking.Text(end.Errors));
        return end.Answer switch
        {
            { Status: ToolStatus.Ok, Payload: var result } => new ToolAnswer(ToolStatus.Ok, result),
            { Status: ToolStatus.Failed, Payload: var message } => new ToolAnswer(ToolStatus.Failed, $"{name} failed: {message}"),
            { Status: ToolStatus.KilledMemory } => WithoutAnswer(name, ToolProcessEndReason.Memory),
            _ => WithoutAnswer(name, end.Reason),
        };
    }

    private ToolAnswer WithoutAnswer(string tool, ToolProcessEndReason reason) => reason switch
    {
        ToolProcessEndReason.KernelMemory => WithoutAnswer(tool, ToolProcessEndReason.Memory) with { IsPassing = true },
        ToolProcessEndReason.Memory => new ToolAnswer(ToolStatus.KilledMemory, string.Create(
            CultureInfo.InvariantCulture,
            $"killed: memory. {tool} took more than {_options.MemoryBytes / (1024 * 1024)} MB, its limit.")),
        ToolProcessEndReason.ProcessorTime => new ToolAnswer(ToolStatus.KilledCpu, string.Create(
            CultureInfo.InvariantCulture,
            $"killed: cpu. {tool} took more than {_options.CpuTime.TotalSeconds} seconds of processor time, its limit.")),
        ToolProcessEndReason.Output => new ToolAnswer(
            ToolStatus.Failed, $"{tool} failed: the answer of its process exceeded the limit."),
        _ => new ToolAnswer(ToolStatus.Failed, $"{tool} failed: its process ended without an answer.")
        {
            IsPassing = true,
        },
    };

    private sealed class Place(SemaphoreSlim places) : IDisposable
    {
        public void Dispose() => places.Release();
    }
}
