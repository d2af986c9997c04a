namespace Sanctum.Conversations;

/// <summary>Whose a session is.</summary>
[GenerateSerializer, Alias("sanctum.session-state")]
internal sealed class SessionState
{
    /// <summary>The agent; empty until the session is opened.</summary>
    [Id(0)]
    public string AgentId { get; set; } = "";

    /// <summary>UTC.</summary>
    [Id(1)]
    public DateTimeOffset CreatedAt { get; set; }
}
