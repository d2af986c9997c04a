using System.Diagnostics.CodeAnalysis;
using Sanctum.Access;
using Sanctum.Identity;
using Sanctum.Problems;

namespace Sanctum.Conversations;

/// <summary>A session's id as routes carry it; one that breaks the rule never reaches a grain.</summary>
internal readonly record struct SessionId(string Value) : IParsable<SessionId>, IRouteValue
{
    public const string Rule = SessionIds.Rule;

    string IRouteValue.Rule => Rule;

    public GrainKey GrainKey => CallerTenant.Key(Value);

    /// <summary>An id that nobody has, sortable by time.</summary>
    public static SessionId New() => new(Guid.CreateVersion7().ToString());

    public static SessionId Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var id) ? id : throw new FormatException($"'{s}' {Rule}.");

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out SessionId result)
    {
        var fits = s is not null && SessionIds.IsValid(s);
        result = fits ? new SessionId(s!) : default;
        return fits;
    }

    public override string ToString() => Value;
}
