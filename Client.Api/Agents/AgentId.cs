using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Sanctum.Access;
using Sanctum.Identity;
using Sanctum.Problems;

namespace Sanctum.Agents;

/// <summary>An agent's id as routes carry it; one that breaks the rule never reaches a grain.</summary>
internal readonly partial record struct AgentId(string Value) : IParsable<AgentId>, IRouteValue
{
    public const string Rule = "must match ^[a-z0-9][a-z0-9-]{0,62}$: lower-case letters, digits and hyphens, at most 63";

    string IRouteValue.Rule => Rule;

    public GrainKey GrainKey => CallerTenant.Key(Value);

    public static AgentId Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var id) ? id : throw new FormatException($"'{s}' {Rule}.");

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out AgentId result)
    {
        var fits = s is not null && Pattern().IsMatch(s);
        result = fits ? new AgentId(s!) : default;
        return fits;
    }

    public override string ToString() => Value;

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9-]{0,62}\z")]
    private static partial Regex Pattern();
}
