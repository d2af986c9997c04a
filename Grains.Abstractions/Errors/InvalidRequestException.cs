using System.Collections.Immutable;

namespace Sanctum.Errors;

/// <summary>One field that was refused.</summary>
/// <param name="Field">Path of the field, such as <c>capabilities.max_steps</c>.</param>
/// <param name="Message">What is wrong and which limit holds.</param>
/// <param name="Line">Line in the document, from 1, where the input was a document.</param>
/// <param name="Column">Character in that line, from 1, where it is known.</param>
[GenerateSerializer, Immutable, Alias("sanctum.field-error")]
public sealed record FieldError(
    [property: Id(0)] string Field, [property: Id(1)] string Message, [property: Id(2)] int? Line = null,
    [property: Id(3)] int? Column = null)
{
    /// <summary>The error in one line, for people.</summary>
    public string Describe() => (Line, Column) switch
    {
        ({ } line, { } column) => $"line {line}, column {column}, {Field}: {Message}",
        ({ } line, null) => $"line {line}, {Field}: {Message}",
        _ => $"{Field}: {Message}",
    };
}

/// <summary>The input breaks a rule; nothing was done.</summary>
[GenerateSerializer, Alias("sanctum.invalid-request")]
public sealed class InvalidRequestException : SanctumException
{
    /// <summary>Refuses with every field that is wrong.</summary>
    public InvalidRequestException(IReadOnlyList<FieldError> errors)
        : base(string.Join(" ", errors.Select(error => error.Describe()))) =>
        Errors = [.. errors];

    /// <summary>Refuses one field.</summary>
    public InvalidRequestException(string field, string message) : this([new FieldError(field, message)])
    {
    }

    /// <summary>Every refused field; never empty.</summary>
    [Id(0)]
    public ImmutableArray<FieldError> Errors { get; }
}
