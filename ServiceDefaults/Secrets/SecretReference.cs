using System.Diagnostics.CodeAnalysis;

namespace Sanctum.Secrets;

/// <summary>Where a setting's value is: <c>secret://STORE/PATH#FIELD</c>, of which the field may be left out.</summary>
/// <param name="Store">The store, such as <c>vault</c>.</param>
/// <param name="Path">Which secret it is, as the store names it.</param>
/// <param name="Field">Which of the secret's values; null where it has one.</param>
internal sealed record SecretReference(string Store, string Path, string? Field)
{
    private const string Scheme = "secret://";

    /// <summary>Whether a value refers to a secret.</summary>
    public static bool TryParse(string? value, [NotNullWhen(true)] out SecretReference? reference)
    {
        reference = value?.StartsWith(Scheme, StringComparison.Ordinal) == true ? Parse(value[Scheme.Length..]) : null;
        return reference is not null;
    }

    public override string ToString() => $"{Scheme}{Store}/{Path}{(Field is null ? "" : $"#{Field}")}";

    private static SecretReference Parse(string text)
    {
        var hash = text.LastIndexOf('#');
        var (place, field) = hash < 0 ? (text, null) : (text[..hash], text[(hash + 1)..]);
        var slash = place.IndexOf('/', StringComparison.Ordinal);
        return slash < 0
            ? new SecretReference(place, "", field)
            : new SecretReference(place[..slash], place[(slash + 1)..], field is "" ? null : field);
    }
}
