using System.Text.Json;
using System.Text.Json.Serialization;
using Sanctum.Errors;

namespace Sanctum.Platforms.Webhooks;

/// <summary>
/// What an adapter answers when its platform does not let the account act any more:
/// <c>{"error":"account_refused","reason":"It was taken down."}</c>, with a status of 400 to 499.
/// </summary>
internal sealed record AccountRefusal(string? Error = null, string? Reason = null)
{
    private const string Name = "account_refused";

    private static readonly JsonSerializerOptions Json =
        new(JsonSerializerDefaults.Web) { NumberHandling = JsonNumberHandling.Strict };

    /// <summary>Why the account is refused; null where the answer does not say that it is.</summary>
    public static string? Find(ReadOnlySpan<byte> answer)
    {
        try
        {
            return JsonSerializer.Deserialize<AccountRefusal>(answer, Json) is { Error: Name } refusal
                ? FailureText.Of(string.IsNullOrWhiteSpace(refusal.Reason) ? "the platform refuses the account." : refusal.Reason)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
