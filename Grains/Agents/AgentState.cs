namespace Sanctum.Agents;

/// <summary>An agent on storage.</summary>
[GenerateSerializer, Alias("sanctum.agent-state")]
internal sealed class AgentState
{
    [Id(0)]
    public AgentDefinition? Definition { get; set; }

    [Id(1)]
    public AgentStatus Status { get; set; }

    [Id(2)]
    public int Version { get; set; }

    [Id(3)]
    public DateTimeOffset CreatedAt { get; set; }

    [Id(4)]
    public DateTimeOffset UpdatedAt { get; set; }

    public Agent Describe(string id) => new(id, Definition!, Status, Version, CreatedAt, UpdatedAt);
}
