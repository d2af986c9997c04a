using System.Collections.Immutable;

namespace Sanctum.Policies;

/// <summary>Under which terms a person is asked before an act is done.</summary>
/// <param name="Who">
/// Who may answer: one of each group, as <c>user/ada</c>, <c>role/treasurer</c> or a permission such as <c>payments:approve</c>.
/// Empty: all who have <c>approvals:answer</c>, which every answer needs besides.
/// </param>
/// <param name="Deadline">How long an answer is waited for; 1 second to 28 days.</param>
/// <param name="AllowsAtDeadline">Whether the act is allowed where nobody has answered by then; else it is denied.</param>
/// <param name="Risk">How much may go wrong.</param>
[GenerateSerializer, Immutable, Alias("sanctum.approval-terms")]
public sealed record ApprovalTerms(
    [property: Id(0)] ImmutableArray<ImmutableArray<string>> Who, [property: Id(1)] TimeSpan Deadline,
    [property: Id(2)] bool AllowsAtDeadline, [property: Id(3)] ApprovalRisk Risk)
{
    /// <summary>What holds where a rule says nothing.</summary>
    public static ApprovalTerms Default { get; } = new([], TimeSpan.FromDays(1), AllowsAtDeadline: false, ApprovalRisk.Medium);

    /// <summary>Terms that fit both: an answer satisfies each of them, and the stricter of all else holds.</summary>
    public ApprovalTerms And(ApprovalTerms other) => new(
        [.. Who, .. other.Who.Where(group => !Who.Any(known => known.SequenceEqual(group)))],
        Deadline < other.Deadline ? Deadline : other.Deadline,
        AllowsAtDeadline && other.AllowsAtDeadline,
        Risk > other.Risk ? Risk : other.Risk);
}

/// <summary>How much may go wrong where an act is allowed by mistake.</summary>
public enum ApprovalRisk
{
    /// <summary>Little.</summary>
    Low = 0,

    /// <summary>Something that can be mended.</summary>
    Medium = 1,

    /// <summary>Much, or something that cannot be mended.</summary>
    High = 2,
}
