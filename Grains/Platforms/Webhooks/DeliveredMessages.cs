using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sanctum.Errors;
using Sanctum.Schemas;

namespace Sanctum.Platforms.Webhooks;

/// <summary>
/// The messages of a delivery that is known to be genuine. One that comes alone is refused by name if it is wrong. In a list the
/// wrong ones are kept as unreadable, so that the others are answered: the sender of a refused list would send it again for ever.
/// </summary>
internal static class DeliveredMessages
{
    private const int MaxMessages = 100;
    private const int MaxDepth = 32;

    private static readonly JsonSchemaValidator Shape = new(TypeSchema.Of(typeof(DeliveredMessage)));

    /// <summary>Reads a body.</summary>
    /// <param name="body">The body.</param>
    /// <param name="deliveryId">The id of a message that has none, and comes alone.</param>
    /// <param name="now">When a message happened that does not say.</param>
    /// <exception cref="InvalidRequestException">Nothing in it can be read; every wrong field is named.</exception>
    public static ImmutableArray<PlatformNotification> Read(ImmutableArray<byte> body, string deliveryId, DateTimeOffset now)
    {
        var document = Parse(body);
        if (document.ValueKind != JsonValueKind.Array)
            return [ReadOne(document, deliveryId, now)];
        if (document.GetArrayLength() is var count && count > MaxMessages)
            throw new InvalidRequestException("body", $"has {count} messages; the limit is {MaxMessages}.");
        var read = document.EnumerateArray()
            .Select((entry, index) => TryRead(entry, index, count == 1 ? deliveryId : $"{deliveryId}/{index}", now)).ToList();
        return read.Count == 0 || read.Exists(one => one.Errors.Count == 0)
            ? [.. read.Select(one => one.Notification)]
            : throw new InvalidRequestException([.. read.SelectMany(one => one.Errors)]);
    }

    private static JsonElement Parse(ImmutableArray<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body.AsMemory(), new JsonDocumentOptions { MaxDepth = MaxDepth });
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            throw new InvalidRequestException("body", "is not JSON of the form that is agreed, in UTF-8.");
        }
    }

    private static (PlatformNotification Notification, IReadOnlyList<FieldError> Errors) TryRead(
        JsonElement entry, int index, string deliveryId, DateTimeOffset now)
    {
        try
        {
            return (ReadOne(entry, deliveryId, now), []);
        }
        catch (InvalidRequestException refusal)
        {
            var fault = string.Join(" ", refusal.Errors.Select(error => $"{error.Field} {error.Message}"));
            var notification = PlatformNotification.Unreadable(
                fault, RawText(entry), now, deliveryId, NotificationKind.DirectMessage);
            return (notification, [.. refusal.Errors.Select(error => error with { Field = PlaceOf(index, error.Field) })]);
        }
    }

    private static PlatformNotification ReadOne(JsonElement entry, string deliveryId, DateTimeOffset now)
    {
        var raw = RawText(entry);
        if (raw.Contains("\\u0000", StringComparison.Ordinal))
            throw new InvalidRequestException("body", NullCharacter.Fault);
        try
        {
            var document = JsonNode.Parse(
                raw, documentOptions: new JsonDocumentOptions { MaxDepth = MaxDepth, AllowDuplicateProperties = false });
            var errors = Shape.Validate(document)
                .Select(error => error.Field == "arguments" ? error with { Field = "body" } : error).ToList();
            return errors.Count == 0
                ? document.Deserialize<DeliveredMessage>(TypeSchema.Json)!.ToNotification(deliveryId, now)
                : throw new InvalidRequestException(errors);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Half of a surrogate pair is JSON but no text; it shows when it is read.
            throw new InvalidRequestException("body", "is not JSON of the form that is agreed, in UTF-8.");
        }
    }

    // Bytes that are no UTF-8 are shown as U+FFFD in what is kept of an entry, but read as what they are.
    private static string RawText(JsonElement entry) => Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8Value(entry));

    private static string PlaceOf(int index, string field) =>
        string.Create(CultureInfo.InvariantCulture, $"[{index}]{(field == "body" ? "" : $".{field}")}");
}
