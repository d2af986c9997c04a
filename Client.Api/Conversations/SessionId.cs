using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Sanctum.Access;
using Sanctum.Identity;
using Sanctum.Problems;

namespace Sanctum.Conversations;

/// <summary>A session's id as routes carry it; one that breaks the rule never reaches a grain.</summary>
internal readonly partial record struct SessionId(string Value) : IParsable<SessionId>, IRouteValue
{
    public const string Rule =
        "must match ^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$: letters, digits, dots, underscores, colons and hyphens, at most 128";

    string IRouteValue.Rule => Rule;

    public GrainKey GrainKey => CallerTenant.Key(Value);

    /// <summary>An id that nobody has, sortable by time.</summary>
    public static SessionId New() => new(Guid.CreateVersion7().ToString());

    public static SessionId Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var id) ? id : throw new FormatException($"'{s}' {Rule}.");

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out SessionId result)
    {
        var fits = s is not null && Pattern().IsMatch(s);
        result = fits ? new SessionId(s!) : default;
        return fits;
    }

    public override string ToString() => Value;

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._:-]{0,127}\z")]
    private static partial Regex Pattern();
}
