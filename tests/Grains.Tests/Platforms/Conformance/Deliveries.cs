using System.Collections.Immutable;
using System.Text;
using Sanctum.Platforms.Webhooks;

namespace Sanctum.Platforms.Conformance;

/// <summary>Signed lists of messages, as webhooks and adapters in processes of their own deliver them.</summary>
internal static class Deliveries
{
    public const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private static readonly string[] Wrong =
    [
        "null", "7", "\"text\"", "[]", "{}", """{"text":"x"}""", """{"text":null,"from":{"id":"1"}}""",
        """{"text":"x","from":null}""", """{"text":"x","from":{"id":null}}""",
        """{"text":"x","from":{"id":"1"},"occurredAt":"yesterday"}""", """{"text":"x","from":{"id":"1"},"kind":"shout"}""",
        """{"text":"\ud83d","from":{"id":"1"}}""",
        """{"text":"x","text":"y","from":{"id":"1"}}""", """{"text":"a\u0000","from":{"id":"1"}}""",
        """{"text":"x","from":{"id":"\ud800"}}""",
    ];

    public static async Task<int> Deliver(IPlatformAccountGrain account)
    {
        const string Later = """{"text":"later","from":{"id":"1"},"occurredAt":"2999-01-01T00:00:00Z","kind":"like"}""";
        var body = Encoding.UTF8.GetBytes(
            $$$"""[{"text":"first","from":{"id":"1"}},{{{string.Join(',', Wrong)}}},{{{Later}}},{"text":"last","from":{"id":"2"}}]""");
        var (id, now) = ($"d-{Guid.NewGuid():N}", DateTimeOffset.UtcNow);
        var headers = ImmutableDictionary<string, string>.Empty
            .Add(WebhookSecrets.IdHeader, id)
            .Add(WebhookSecrets.TimestampHeader, WebhookSecrets.Seconds(now))
            .Add(WebhookSecrets.SignatureHeader, WebhookSecrets.Parse(Secret).Sign(id, now, body));
        await account.Receive(new WebhookDelivery(headers, [.. body]));
        return Wrong.Length;
    }
}
