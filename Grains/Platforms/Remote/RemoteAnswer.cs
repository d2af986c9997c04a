using System.Collections.Immutable;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sanctum.Errors;
using Sanctum.Platforms.Webhooks;
using Sanctum.Schemas;

namespace Sanctum.Platforms.Remote;

/// <summary>What an adapter's process answers, checked before anybody believes it.</summary>
internal static class RemoteAnswer
{
    /// <exception cref="DependencyException">It is not of the form that was agreed; every wrong field is named.</exception>
    public static T Read<T>(string platform, string operation, JsonElement answer)
    {
        try
        {
            var document = answer.ValueKind == JsonValueKind.Undefined ? null : JsonObject.Create(answer);
            var errors = Shape<T>.Rules.Validate(document);
            return errors.Count == 0
                ? document.Deserialize<T>(TypeSchema.Json)!
                : throw Refused(platform, operation, string.Join(" ", errors.Select(error => $"{error.Field} {error.Message}")));
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw Refused(platform, operation, "it is no JSON object.");
        }
    }

    // Whoever runs the process can mend it, so what was asked for may be asked again.
    private static DependencyException Refused(string platform, string operation, string reason) =>
        new(
            platform, $"its adapter's answer to '{operation}' is not of the form that was agreed: {reason}",
            ErrorClass.Transient);

    private static class Shape<T>
    {
        public static JsonSchemaValidator Rules { get; } = new(TypeSchema.Of(typeof(T)));
    }
}

/// <summary>Posts; null where what was asked for is not there.</summary>
internal sealed record FoundPosts([MaxLength(200)] FoundPost[]? Posts);

/// <summary>A post, named as in the messages that are delivered.</summary>
internal sealed record FoundPost(
    [StringLength(1_000, MinimumLength = 1)] string Id,
    [StringLength(32_000)] string Text,
    DeliveredAuthor From,
    DateTimeOffset OccurredAt,
    [StringLength(1_000, MinimumLength = 1)] string? Thread = null,
    [StringLength(1_000, MinimumLength = 1)] string? InReplyTo = null,
    [Description("Anything; it comes back with a reply.")] JsonElement? Context = null)
{
    public PlatformPost ToPost() => new(
        Id, From.ToAuthor(), Text, OccurredAt, InReplyTo, JsonSerializer.Serialize(
            new ReplyTarget(Id, Thread ?? Id, Context), ReplyTarget.Json));
}

/// <summary>Whether the account replied to a message.</summary>
internal sealed record FoundAnswer(bool Answered);

/// <summary>Somebody, or null.</summary>
internal sealed record FoundProfile(FoundPerson? Profile);

/// <summary>Somebody as the platform shows them.</summary>
internal sealed record FoundPerson(
    DeliveredAuthor From, [StringLength(10_000)] string Description = "", Dictionary<string, string>? Metadata = null)
{
    public PersonProfile ToProfile() => new(From.ToAuthor(), Description, (Metadata ?? []).ToImmutableDictionary());
}
