using System.Text.Unicode;
using Sanctum.Errors;
using Sanctum.Storage;

namespace Sanctum.Memory;

/// <summary>What is asked of a file before it is kept.</summary>
internal static class ImportRules
{
    private const int MaxFileCharacters = 128;

    /// <summary>The same file with sorted tags.</summary>
    /// <exception cref="InvalidRequestException">A limit is exceeded, or the content is not of the format.</exception>
    public static NewImport Check(NewImport import)
    {
        var errors = new List<FieldError>();
        if (import.File.Length is 0 or > MaxFileCharacters || import.File.Any(char.IsControl)
            || StorableText.Of(import.File) != import.File)
            errors.Add(new FieldError(
                "file", $"has {import.File.Length} characters; 1 to {MaxFileCharacters} are allowed, "
                + "none a control character or half of a surrogate pair."));
        if (import.Content.Length is 0 or > NewImport.MaxBytes)
            errors.Add(new FieldError("body", $"has {import.Content.Length} bytes; 1 to {NewImport.MaxBytes} are allowed."));
        else if (FaultOf(import) is { } fault)
            errors.Add(new FieldError("body", fault));
        var tags = import.Tags;
        try
        {
            // Tags have the same rules as those of a passage.
            tags = PassageRules.Check([new NewPassage(import.Id, "text", import.Tags, "", 0)])[0].Tags;
        }
        catch (InvalidRequestException refused)
        {
            errors.AddRange(refused.Errors);
        }
        return errors.Count > 0 ? throw new InvalidRequestException(errors) : import with { Tags = tags };
    }

    // Lines of JSON are looked at one by one, so that a bad one does not keep out the others.
    private static string? FaultOf(NewImport import) => import.Format switch
    {
        ImportFormat.Pdf when !import.Content.AsSpan().StartsWith("%PDF-"u8) => "is not a PDF: it does not begin with '%PDF-'.",
        ImportFormat.Markdown or ImportFormat.Text when !Utf8.IsValid(import.Content.AsSpan()) => "is not UTF-8.",
        _ => null,
    };
}
