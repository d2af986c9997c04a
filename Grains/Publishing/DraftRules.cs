using Sanctum.Errors;
using Sanctum.Queues;

namespace Sanctum.Publishing;

/// <summary>What a post that an operator wrote must look like.</summary>
internal static class DraftRules
{
    private const int MaxTextCharacters = 32_000;

    /// <exception cref="InvalidRequestException">It breaks a rule; every wrong field is named.</exception>
    public static void Check(PostDraft draft)
    {
        var errors = new List<FieldError>();
        if (string.IsNullOrWhiteSpace(draft.Text))
            errors.Add(new FieldError("text", "must not be empty."));
        if (draft.Text?.Length > MaxTextCharacters)
            errors.Add(new FieldError("text", $"has {draft.Text.Length} characters; the limit is {MaxTextCharacters}."));
        if (NullCharacter.IsIn(draft.Text))
            errors.Add(NullCharacter.Error("text"));
        // Lists are in the order of ids, and some platforms are told the time in it.
        if (draft.Id is { Version: not 7 })
            errors.Add(new FieldError("id", "is not a UUID of version 7."));
        if (draft.ReplyContext is { } context && ReplyContextRule.FaultOf(context) is { } fault)
            errors.Add(new FieldError("replyContext", fault));
        if (errors.Count > 0)
            throw new InvalidRequestException(errors);
    }
}
