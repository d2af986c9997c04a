using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sanctum.Platforms.Bluesky;

/// <summary>Builds records that are about somebody or something: likes, reposts, follows.</summary>
internal static class SubjectRecord
{
    /// <summary>About a post.</summary>
    public static JsonObject Of(string collection, StrongRef post, DateTimeOffset createdAt) =>
        Build(collection, JsonSerializer.SerializeToNode(post, XrpcJson.Options)!, createdAt);

    /// <summary>About an account.</summary>
    public static JsonObject Of(string collection, string did, DateTimeOffset createdAt) => Build(collection, did, createdAt);

    private static JsonObject Build(string collection, JsonNode subject, DateTimeOffset createdAt) =>
        new() { ["$type"] = collection, ["subject"] = subject, ["createdAt"] = Timestamp.Of(createdAt) };
}
