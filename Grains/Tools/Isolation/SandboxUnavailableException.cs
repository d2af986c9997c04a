namespace Sanctum.Tools.Isolation;

/// <summary>
/// This machine, or what it was set to, does not let a tool have the container that it has to run in; nothing was run.
/// </summary>
internal sealed class SandboxUnavailableException(string reason) : Exception(reason);
