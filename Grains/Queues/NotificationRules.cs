using Sanctum.Errors;
using Sanctum.Turns;

namespace Sanctum.Queues;

/// <summary>What a notification must look like, whichever edge it came in by.</summary>
internal static class NotificationRules
{
    public const int MaxTextCharacters = 32_000;
    public const int MaxKeyCharacters = 256;

    /// <exception cref="InvalidRequestException">A field is empty or too long.</exception>
    public static void Check(Notification notification)
    {
        var errors = new List<FieldError>();
        Require(errors, "notificationId", notification.NotificationId, MaxKeyCharacters);
        Require(errors, "sessionId", notification.SessionId, MaxKeyCharacters);
        Require(errors, "platform", notification.Platform, MaxKeyCharacters);
        Require(errors, "text", notification.Text, MaxTextCharacters);
        Limit(errors, "account", notification.Account, MaxKeyCharacters);
        Limit(errors, "from", notification.From, MaxKeyCharacters);
        if (notification.KeyId is { } key)
            Limit(errors, "keyId", key, MaxKeyCharacters);
        if (notification.ReplyContext is { } context && ReplyContextRule.FaultOf(context) is { } fault)
            errors.Add(new FieldError("replyContext", fault));
        if (errors.Count > 0)
            throw new InvalidRequestException(errors);
    }

    private static void Require(List<FieldError> errors, string field, string value, int most)
    {
        if (string.IsNullOrWhiteSpace(value))
            errors.Add(new FieldError(field, "must not be empty."));
        Limit(errors, field, value, most);
    }

    private static void Limit(List<FieldError> errors, string field, string value, int most)
    {
        if (value.Length > most)
            errors.Add(new FieldError(field, $"has {value.Length} characters; the limit is {most}."));
        if (NullCharacter.IsIn(value))
            errors.Add(NullCharacter.Error(field));
    }
}
