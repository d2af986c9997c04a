using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Sanctum.Identity;

namespace Sanctum.Memory;

/// <summary>Tells that two writes to memory are one and the same.</summary>
internal static class MemoryIdempotency
{
    /// <summary>
    /// The idempotency key of what an entry of a memory is to hold: the same content gives the same key, in any process and at
    /// any time; another tenant, agent, entry or content gives another. It is the SHA-256 of the four as canonical JSON, so
    /// neither the order of members nor the spelling of numbers matters. For every write to memory, and for what tools bring into
    /// it: a caller whose key is that of the entry as it stands has nothing to write.
    /// </summary>
    /// <param name="memory">Whose memory: the agent's key.</param>
    /// <param name="entry">What of it, as kind/name.</param>
    /// <param name="content">All that makes it what it is. Nothing that differs between two tries of one write: no time, version
    /// or random id.</param>
    /// <returns>64 hexadecimal digits in lower case.</returns>
    public static string GenerateForMemoryPayload(GrainKey memory, string entry, JsonNode content) =>
        Convert.ToHexStringLower(
            SHA256.HashData(CanonicalJson.Of(new JsonArray(memory.Tenant, memory.Name, entry, content.DeepClone()))));
}
