namespace Sanctum.Tools;

/// <summary>Runs a tool whose arguments fit. A failure of the tool is an answer.</summary>
internal interface IToolRunner
{
    /// <exception cref="OperationCanceledException">The turn's lease was revoked.</exception>
    /// <exception cref="Errors.StorageUnavailableException">The database is away, so the call is run again later.</exception>
    Task<ToolAnswer> Run(RegisteredTool tool, string arguments, ToolContext context, CancellationToken revoked);
}

/// <summary>Wraps the running of tools; a feature registers one to record or replace runs.</summary>
internal delegate IToolRunner ToolRunnerWrapper(IToolRunner live, IServiceProvider services);

/// <summary>How a run went, and what the model is told.</summary>
internal sealed record ToolAnswer(ToolStatus Status, string Payload)
{
    /// <summary>Whether its process ended for no reason of the call that is known, so that the same call may do better.</summary>
    public bool IsPassing { get; init; }
}
