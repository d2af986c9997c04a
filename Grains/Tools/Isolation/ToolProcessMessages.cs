using System.Text.Json.Serialization;

namespace Sanctum.Tools.Isolation;

/// <summary>
/// What a tool's process gets, as one line on its standard input, which stays open as long as somebody wants the result.
/// </summary>
/// <param name="Program">The tool.</param>
/// <param name="Arguments">Its arguments, which fit its schema.</param>
/// <param name="Agent">As whom it runs.</param>
/// <param name="SessionId">The conversation.</param>
/// <param name="CallId">The call.</param>
/// <param name="CpuSeconds">Processor time that it may take.</param>
/// <param name="MaxTasks">Processes and threads that it may have; null where they cannot be told from those of others.</param>
internal sealed record ToolProcessRequest(
    ToolProgram Program, string Arguments, string Agent, string SessionId, string CallId, int CpuSeconds, int? MaxTasks = null);

/// <summary>What it answers on its standard output, before it ends.</summary>
/// <param name="Status">How the run went.</param>
/// <param name="Payload">The result, or the message of the error.</param>
internal sealed record ToolProcessAnswer(ToolStatus Status, string Payload);

/// <summary>Written ahead of time, for the process reads and writes one of each in its life.</summary>
[JsonSerializable(typeof(ToolProcessRequest))]
[JsonSerializable(typeof(ToolProcessAnswer))]
internal sealed partial class ToolProcessJson : JsonSerializerContext;
