namespace Sanctum.Portability;

/// <summary>The media type of files of agents: lines of JSON.</summary>
internal static class AgentFileType
{
    public const string Name = "application/x-ndjson";
}
