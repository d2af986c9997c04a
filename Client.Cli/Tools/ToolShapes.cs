using System.Text.Json.Nodes;

namespace Sanctum.Tools;

/// <summary>What people see of a tool.</summary>
internal sealed record ToolShape(
    string Name,
    string Kind,
    string? Platform,
    string? Plugin,
    string Description,
    JsonObject Parameters,
    string Effects,
    bool Enabled,
    string? Reason,
    string TimeLimit,
    string Isolation,
    DateTimeOffset? ChangedAt,
    string? EndsTurnAs = null);

/// <summary>What people see of the tools that an agent may use.</summary>
internal sealed record AgentToolsShape(string Agent, bool All, ToolShape[] Items, string[] Missing);
