using System.Collections;
using System.Collections.Concurrent;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Sanctum.Errors;

namespace Sanctum.Agents;

/// <summary>
/// Checks a positional record, and the records in it, against the attributes of its parameters. Fields are named as documents
/// write them: <c>capabilities.max_steps</c>.
/// </summary>
internal static class AnnotationRules
{
    private static readonly ConcurrentDictionary<Type, Member[]> Known = new();

    /// <summary>Every rule that is broken. No text may hold U+0000.</summary>
    public static IEnumerable<FieldError> Find(object record, string path = "") =>
        from member in Known.GetOrAdd(record.GetType(), MembersOf)
        let field = path.Length == 0 ? member.Name : $"{path}.{member.Name}"
        from error in FindIn(member, member.Property.GetValue(record), field)
        select error;

    private static IEnumerable<FieldError> FindIn(Member member, object? value, string field) => value switch
    {
        null => member.MayBeAbsent ? [] : [new FieldError(field, "is missing.")],
        string text => FindInText(member, text, field),
        int number => FindInNumber(member, number, field),
        IEnumerable<string> texts => texts.SelectMany(text => FindInText(member, text, field)),
        IDictionary entries => FindInEntries(member, entries, field),
        _ => Find(value, field),
    };

    private static IEnumerable<FieldError> FindInText(Member member, string text, string field)
    {
        if (member.Rule<RegularExpressionAttribute>() is { } pattern && !pattern.IsValid(text))
            yield return new(field, $"'{text}' {pattern.ErrorMessage ?? $"does not match {pattern.Pattern}."}");
        if (member.Rule<StringLengthAttribute>() is { } length)
        {
            if (text.Length < length.MinimumLength)
                yield return new(field, "must not be empty.");
            if (text.Length > length.MaximumLength)
                yield return new(field, $"has {text.Length} characters; the limit is {length.MaximumLength}.");
        }
        if (NullCharacter.IsIn(text))
            yield return NullCharacter.Error(field);
    }

    private static IEnumerable<FieldError> FindInNumber(Member member, int number, string field)
    {
        if (member.Rule<RangeAttribute>() is { } range && !range.IsValid(number))
            yield return new(
                field, string.Create(
                    CultureInfo.InvariantCulture, $"{number} is not between {range.Minimum} and {range.Maximum}."));
    }

    private static IEnumerable<FieldError> FindInEntries(Member member, IDictionary entries, string field)
    {
        if (member.Rule<MaxLengthAttribute>() is { } most && entries.Count > most.Length)
            yield return new(field, $"has {entries.Count} entries; the limit is {most.Length}.");
        foreach (DictionaryEntry entry in entries)
        {
            foreach (var error in Find(entry.Value!, $"{field}.{entry.Key}"))
                yield return error;
        }
    }

    private static Member[] MembersOf(Type record) =>
    [
        .. record.GetConstructors().Single().GetParameters().Select(parameter => new Member(
            JsonNamingPolicy.SnakeCaseLower.ConvertName(parameter.Name!), record.GetProperty(parameter.Name!)!,
            [.. parameter.GetCustomAttributes<ValidationAttribute>()])),
    ];

    private sealed record Member(string Name, PropertyInfo Property, IReadOnlyList<ValidationAttribute> Rules)
    {
        /// <summary>Whether it is a value that may be null; a reference may not.</summary>
        public bool MayBeAbsent => Nullable.GetUnderlyingType(Property.PropertyType) is not null;

        public TRule? Rule<TRule>() where TRule : ValidationAttribute => Rules.OfType<TRule>().SingleOrDefault();
    }
}
