namespace Sanctum.Errors;

/// <summary>U+0000, which JSON and .NET allow in a text and no column of the database holds.</summary>
internal static class NullCharacter
{
    /// <summary>What is wrong with a text that holds it, to be read behind the name of its field.</summary>
    public const string Fault = "must not hold the character U+0000.";

    /// <summary>Whether a text holds it.</summary>
    public static bool IsIn(string? text) => text?.Contains('\0', StringComparison.Ordinal) == true;

    /// <summary>The error of a field that holds it.</summary>
    public static FieldError Error(string field) => new(field, Fault);

    /// <summary>Refuses a field that holds it.</summary>
    /// <exception cref="InvalidRequestException">It does.</exception>
    public static void Refuse(string field, string? text)
    {
        if (IsIn(text))
            throw new InvalidRequestException(field, Fault);
    }
}
