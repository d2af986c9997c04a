using System.Text.Json;
using System.Text.Json.Serialization;
using Sanctum.Errors;

namespace Sanctum.Platforms.Bluesky;

/// <summary>What a reply needs to know of the post that it answers; travels through the queue as JSON.</summary>
/// <param name="Parent">The post.</param>
/// <param name="Root">The first post of its conversation.</param>
/// <param name="At">When the network took the post, by which the reply's record key is derived.</param>
internal sealed record ReplyContext(StrongRef Parent, StrongRef Root, DateTimeOffset At)
{
    [JsonIgnore]
    public ReplyRef Ref => new(Root, Parent);

    public string ToJson() => JsonSerializer.Serialize(this, XrpcJson.Options);

    /// <exception cref="DependencyException">The text is no reply context: the item is unusable.</exception>
    public static ReplyContext Parse(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<ReplyContext>(json, XrpcJson.Options) ?? throw new JsonException("It is null.");
        }
        catch (JsonException exception)
        {
            throw new DependencyException(
                BlueskyAdapter.Name, "the reply context cannot be read.", ErrorClass.Queue, inner: exception);
        }
    }
}
