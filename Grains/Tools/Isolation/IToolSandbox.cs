using System.Diagnostics;

namespace Sanctum.Tools.Isolation;

/// <summary>A way to start the process of a call, and so what the tool can reach in it.</summary>
internal interface IToolSandbox
{
    /// <param name="request">The call.</param>
    /// <param name="limits">What it may take.</param>
    /// <param name="folder">A folder of its own, removed when the call has ended.</param>
    ToolLaunch Prepare(ToolProcessRequest request, IsolationOptions limits, DirectoryInfo folder);
}

/// <summary>A process that is ready to be started.</summary>
/// <param name="Start">How.</param>
/// <param name="Request">What it is to be told; paths are those that it sees.</param>
/// <param name="IsContainer">Whether what is started makes a container first, and says so.</param>
/// <param name="Held">What is released once the process has ended.</param>
internal sealed record ToolLaunch(
    ProcessStartInfo Start, ToolProcessRequest Request, bool IsContainer = false, IDisposable? Held = null);
