namespace Sanctum.Policies;

/// <summary>A policy document, as it is written.</summary>
/// <param name="Description">What it is for; at most 500 characters.</param>
/// <param name="Otherwise">What holds for an action of the document that no rule of it allows: <c>allow</c> (the default) or
/// <c>deny</c>.</param>
/// <param name="Rules">1 to 100 rules; omitted where there is a module.</param>
/// <param name="Actions">For a module: the actions that it decides about.</param>
/// <param name="Entrypoint">For a module: the entrypoint whose value decides, such as <c>sanctum/decision</c>.</param>
/// <param name="Wasm">A module by OPA's WebAssembly ABI 1.2 or a later 1.x, in Base64; at most 524,288 bytes.</param>
internal sealed record PolicyBody(
    string? Description, string? Otherwise, PolicyRuleBody[]? Rules, string[]? Actions, string? Entrypoint, string? Wasm);

/// <summary>A rule of a policy.</summary>
/// <param name="Name">Unique in the document; at most 64 characters.</param>
/// <param name="Actions">Any of <c>agent.change</c>, <c>conversation.send</c>, <c>memory.write</c>, <c>publish.post</c>,
/// <c>tool.execute</c>.</param>
/// <param name="Effect"><c>deny</c> (the default), <c>allow</c>, or <c>ask</c>: a person must allow it first. One rule that
/// denies wins, then one that asks.</param>
/// <param name="When">A condition in CEL, at most 1,000 characters; without it the rule always applies.</param>
/// <param name="Reason">What a rule that denies or asks says to the caller; at most 500 characters.</param>
/// <param name="Approval">With the effect <c>ask</c>: under which terms.</param>
/// <param name="Contained">With the effect <c>allow</c>: whether it also allows tool calls that containment refuses.</param>
internal sealed record PolicyRuleBody(
    string Name, string[] Actions, string? Effect, string? When, string? Reason, PolicyApprovalBody? Approval,
    bool? Contained);

/// <summary>Under which terms a person is asked.</summary>
/// <param name="Who">Who may answer, as <c>user/ada</c>, <c>role/treasurer</c> or a permission; at most 20. Default: all who have
/// <c>approvals:answer</c>.</param>
/// <param name="Deadline">How long an answer is waited for, such as <c>15m</c>; 1s to 28d, by default 24h.</param>
/// <param name="Then">What holds then: <c>deny</c> (the default) or <c>allow</c>.</param>
/// <param name="Risk"><c>low</c>, <c>medium</c> (the default) or <c>high</c>.</param>
internal sealed record PolicyApprovalBody(string[]? Who, string? Deadline, string? Then, string? Risk);

/// <summary>One version of a policy document.</summary>
/// <param name="Name">The document's name.</param>
/// <param name="Version">From 1, by one with each change.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Document">The text as it was written; null in lists, and in the version that deleted the document.</param>
/// <param name="IsDeletion">Whether this version deleted the document.</param>
/// <param name="CreatedAt">UTC.</param>
internal sealed record PolicyResource(
    string Name, int Version, string Description, string? Document, bool IsDeletion, DateTimeOffset CreatedAt)
{
    public static PolicyResource From(PolicyVersion version) => new(
        version.Name, version.Version, version.Description, version.Document, version.Document is null, version.CreatedAt);

    public static PolicyResource Listed(PolicyVersion version) => From(version) with { Document = null };
}

/// <summary>The policy documents in force.</summary>
/// <param name="Items">By name.</param>
internal sealed record PolicyList(PolicyResource[] Items);

/// <summary>Versions of a policy document.</summary>
/// <param name="Items">Newest first.</param>
/// <param name="Next">Pass it as <c>before</c> for the next page; null at the end.</param>
internal sealed record PolicyVersionList(PolicyResource[] Items, int? Next);

/// <summary>The version to put in force again.</summary>
/// <param name="Version">One of the document's versions.</param>
internal sealed record PolicyRollbackRequest(int? Version);

/// <summary>What was decided.</summary>
/// <param name="Allowed">Whether the act may be done.</param>
/// <param name="Source">What refused it or asks: <c>rules</c> (of the program), <c>documents</c>, <c>opa</c> or
/// <c>openfga</c>.</param>
/// <param name="Reason">Why it was refused, or why a person is asked.</param>
/// <param name="Undecided">Whether it was refused because nobody could decide.</param>
/// <param name="Approval">Under which terms a person is asked first; null where nobody is.</param>
internal sealed record PolicyAnswerResource(
    bool Allowed, string? Source, string? Reason, bool Undecided, ApprovalTermsResource? Approval)
{
    public static PolicyAnswerResource From(PolicyAnswer answer) => new(
        answer.Allowed, answer.Source, answer.Reason, answer.Undecided,
        answer.Approval is { } terms ? ApprovalTermsResource.From(terms) : null);
}

/// <summary>Under which terms a person is asked.</summary>
/// <param name="Who">Who may answer: one of each group; empty: all who may answer approvals.</param>
/// <param name="DeadlineSeconds">How long an answer is waited for.</param>
/// <param name="Then">What holds then: <c>allow</c> or <c>deny</c>.</param>
/// <param name="Risk">How much may go wrong.</param>
internal sealed record ApprovalTermsResource(string[][] Who, long DeadlineSeconds, string Then, ApprovalRisk Risk)
{
    public static ApprovalTermsResource From(ApprovalTerms terms) => new(
        [.. terms.Who.Select(group => group.ToArray())], (long)terms.Deadline.TotalSeconds,
        terms.AllowsAtDeadline ? "allow" : "deny", terms.Risk);
}
