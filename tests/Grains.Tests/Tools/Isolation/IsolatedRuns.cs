using System.Text.Json;
using Microsoft.Extensions.Options;
using Sanctum.Identity;
using Sanctum.Schemas;
using Sanctum.Testing;
using Sanctum.Tools.Isolation.Container;

namespace Sanctum.Tools.Isolation;

/// <summary>Runs of one tool in real processes, which a test holds in one way or the other.</summary>
internal sealed class IsolatedRuns : IDisposable
{
    // A machine that is busy needs its time to start a process.
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(2);

    private readonly RegisteredTool _tool;
    private readonly LogLines _log = new();

    public IsolatedRuns(ITool tool, ToolSandbox sandbox, IsolationOptions? limits = null, ContainerOptions? container = null)
        : this(_ => tool, sandbox, limits, container)
    {
    }

    /// <param name="tool">Makes a tool that starts processes of its own.</param>
    /// <param name="sandbox">What holds them.</param>
    /// <param name="limits">What they may take.</param>
    /// <param name="container">What is theirs in a container.</param>
    public IsolatedRuns(
        Func<ToolProcesses, ITool> tool, ToolSandbox sandbox, IsolationOptions? limits = null, ContainerOptions? container = null)
    {
        limits ??= new IsolationOptions { CpuTime = TimeSpan.FromSeconds(3), MemoryBytes = 256 * 1024 * 1024 };
        Processes = new ToolProcesses(
            Options.Create(limits), new OwnProcessSandbox(),
            new ContainerSandbox(Options.Create(container ?? new ContainerOptions())), _log.For<ToolProcesses>());
        _tool = RegisteredTool.Create(tool(Processes), TypeSchema.NewJson());
        var options = Options.Create(new ToolOptions { Sandbox = sandbox });
        Runner = new ToolRunner(new ToolSlots(options), Processes, options);
    }

    public ToolProcesses Processes { get; }

    public ToolRunner Runner { get; }

    /// <summary>What the host logged.</summary>
    public IReadOnlyList<string> Lines => [.. _log.Lines.Select(line => line.Text)];

    public void Dispose() => Processes.Dispose();

    public Task<ToolAnswer> Run(object arguments, TimeSpan? limit = null, CancellationToken revoked = default) =>
        Run(
            arguments,
            new ToolContext(GrainKey.InDefaultTenant("any"), "session", "call")
            {
                TimeLimit = limit ?? Long,
                Isolation = ToolIsolation.Process,
            },
            revoked);

    /// <summary>Runs the tool where it wants to run, under its own limit of time.</summary>
    public Task<ToolAnswer> RunAsItIs(object arguments) =>
        Run(arguments, new ToolContext(GrainKey.InDefaultTenant("any"), "session", "call"), CancellationToken.None);

    private Task<ToolAnswer> Run(object arguments, ToolContext context, CancellationToken revoked) =>
        Runner.Run(_tool, JsonSerializer.Serialize(arguments), context, revoked);
}
