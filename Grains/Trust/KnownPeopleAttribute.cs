using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;

namespace Sanctum.Trust;

/// <summary>A list of people on platforms, each as <c>platform/name</c>.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed partial class KnownPeopleAttribute : ValidationAttribute
{
    private const int MaxPeople = 100;

    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext)
    {
        var people = value as IReadOnlyCollection<string> ?? [];
        if (people.Count > MaxPeople)
            return Refuse($"has {people.Count} people; the limit is {MaxPeople}.");
        return people.FirstOrDefault(person => !Person().IsMatch(person)) is { } wrong
            ? Refuse($"'{wrong}' is not platform/name, such as bluesky/ann.example.")
            : ValidationResult.Success;

        ValidationResult Refuse(string reason) => new(reason, [validationContext.MemberName!]);
    }

    [GeneratedRegex(@"^[a-z0-9-]{1,64}/[^\r\n\0]{1,256}\z")]
    private static partial Regex Person();
}
