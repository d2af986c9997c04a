using Sanctum.Identity;

namespace Sanctum.Memory;

/// <summary>Ids of passages that follow from what inserts them.</summary>
internal static class PassageIds
{
    /// <summary>The tool that inserts passages.</summary>
    public const string Tool = "archival_memory_insert";

    /// <summary>The passage that a tool call inserts.</summary>
    public static Guid OfCall(string agent, string callId) => NamedId.Of(agent, "call", callId);
}
