using System.Collections.Immutable;
using Orleans.Concurrency;
using Sanctum.Errors;

namespace Sanctum.Policies;

/// <summary>
/// A tenant's policy documents with all their versions, and the only writer of them; keyed <c>{tenant}/policies</c>.
/// </summary>
[Alias("sanctum.IPolicyGrain")]
public interface IPolicyGrain : IGrainWithStringKey
{
    /// <summary>The documents in force, by name.</summary>
    [AlwaysInterleave, ReadOnly, Alias("List")]
    Task<ImmutableArray<PolicyVersion>> List();

    /// <summary>The versions of a document, newest first, the one that deleted it too.</summary>
    /// <param name="name">The document's name.</param>
    /// <param name="before">Only versions before this one; null for the newest.</param>
    /// <param name="limit">How many at most.</param>
    [AlwaysInterleave, Alias("ListVersions")]
    Task<ImmutableArray<PolicyVersion>> ListVersions(string name, int? before, int limit);

    /// <summary>One version; null for the one in force.</summary>
    /// <exception cref="NotFoundException">There is none.</exception>
    [AlwaysInterleave, Alias("Get")]
    Task<PolicyVersion> Get(string name, int? version);

    /// <summary>Puts a document in force, as the next version of its name. The text in force again changes nothing.</summary>
    /// <param name="name">The document's name.</param>
    /// <param name="document">YAML or JSON; see <c>docs/policies.md</c>.</param>
    /// <param name="expectedVersion">Refused unless this version is in force; null does not ask, 0 means none.</param>
    /// <exception cref="InvalidRequestException">Every field that is wrong; or there are too many documents.</exception>
    /// <exception cref="ConflictException">Another version is in force.</exception>
    [Alias("Put")]
    Task<PolicyVersion> Put(string name, string document, int? expectedVersion);

    /// <summary>Puts an earlier version in force again, as the next version.</summary>
    /// <exception cref="NotFoundException">There is no such version with a document.</exception>
    /// <exception cref="InvalidRequestException">This program does not take the document any more.</exception>
    [Alias("Restore")]
    Task<PolicyVersion> Restore(string name, int version);

    /// <summary>Takes a document out of force; its versions stay.</summary>
    /// <exception cref="NotFoundException">None is in force.</exception>
    [Alias("Delete")]
    Task Delete(string name, int? expectedVersion);

    /// <summary>What is in force, once its revision is not <paramref name="known"/>, or after a while.</summary>
    [AlwaysInterleave, Alias("Follow")]
    Task<PolicySet> Follow(long known, CancellationToken cancellationToken);

    /// <summary>Decides about an act that nobody does, as it would be decided now.</summary>
    /// <exception cref="InvalidRequestException">The action is not known, or the agent is missing.</exception>
    /// <exception cref="NotFoundException">There is no such agent.</exception>
    [AlwaysInterleave, Alias("Check")]
    Task<PolicyAnswer> Check(PolicyQuestion question);
}

/// <summary>One version of a policy document.</summary>
/// <param name="Name">The document's name.</param>
/// <param name="Version">From 1, by one with each change.</param>
/// <param name="Document">The text as it was written; null in the version that deleted the document.</param>
/// <param name="Description">What the document says it is for.</param>
/// <param name="CreatedAt">UTC.</param>
[GenerateSerializer, Immutable, Alias("sanctum.policy-version")]
public sealed record PolicyVersion(
    [property: Id(0)] string Name, [property: Id(1)] int Version, [property: Id(2)] string? Document,
    [property: Id(3)] string Description, [property: Id(4)] DateTimeOffset CreatedAt);

/// <summary>The policy documents in force.</summary>
/// <param name="Revision">Grows with every change; 0 where there was none yet.</param>
/// <param name="Documents">By name.</param>
[GenerateSerializer, Immutable, Alias("sanctum.policy-set")]
public sealed record PolicySet(
    [property: Id(0)] long Revision, [property: Id(1)] ImmutableArray<PolicyVersion> Documents);

/// <summary>An act to decide about.</summary>
/// <param name="Action">Such as <c>tool.execute</c>.</param>
/// <param name="Agent">The agent that would act, or be changed.</param>
/// <param name="Tool">For <c>tool.execute</c>: the tool.</param>
/// <param name="Arguments">For <c>tool.execute</c>: its arguments, a JSON object.</param>
/// <param name="Memory">For <c>memory.write</c>.</param>
/// <param name="Post">For <c>publish.post</c>.</param>
/// <param name="Change">For <c>agent.change</c>: <c>create</c>, <c>update</c>, <c>tools</c>, <c>retire</c> or
/// <c>restore</c>.</param>
[GenerateSerializer, Immutable, Alias("sanctum.policy-question")]
public sealed record PolicyQuestion(
    [property: Id(0)] string Action, [property: Id(1)] string Agent, [property: Id(2)] string? Tool = null,
    [property: Id(3)] string? Arguments = null, [property: Id(4)] MemoryAct? Memory = null,
    [property: Id(5)] PostAct? Post = null, [property: Id(6)] string? Change = null);

/// <summary>A change of an agent's memory, as policies see it.</summary>
/// <param name="Kind">What is done: the kind of the edit, or <c>attach</c>, <c>detach</c>, <c>delete</c>.</param>
/// <param name="Label">The block.</param>
/// <param name="Text">The text that is written; empty where none is.</param>
/// <param name="Actor">Who writes.</param>
[GenerateSerializer, Immutable, Alias("sanctum.memory-act")]
public sealed record MemoryAct(
    [property: Id(0)] string Kind, [property: Id(1)] string Label, [property: Id(2)] string Text, [property: Id(3)] string Actor);

/// <summary>A post, as policies see it.</summary>
/// <param name="Platform">Where to.</param>
/// <param name="Account">As whom.</param>
/// <param name="Text">What it says.</param>
/// <param name="IsReply">Whether it answers somebody.</param>
[GenerateSerializer, Immutable, Alias("sanctum.post-act")]
public sealed record PostAct(
    [property: Id(0)] string Platform, [property: Id(1)] string Account, [property: Id(2)] string Text,
    [property: Id(3)] bool IsReply);

/// <summary>What was decided.</summary>
/// <param name="Allowed">Whether the act may be done.</param>
/// <param name="Source">What denied it or asks for an approval: <c>rules</c>, <c>documents</c>, <c>opa</c>, <c>openfga</c>;
/// null where it is allowed.</param>
/// <param name="Reason">Why it was denied, or why a person is asked; null where it is allowed.</param>
/// <param name="Undecided">Whether it was denied because it could not be decided.</param>
/// <param name="Approval">The terms under which a person is asked first; null where nobody is.</param>
[GenerateSerializer, Immutable, Alias("sanctum.policy-answer")]
public sealed record PolicyAnswer(
    [property: Id(0)] bool Allowed, [property: Id(1)] string? Source, [property: Id(2)] string? Reason,
    [property: Id(3)] bool Undecided, [property: Id(4)] ApprovalTerms? Approval = null)
{
    /// <summary>Whether a rule allows it also where containment would refuse it.</summary>
    [Id(5)]
    public bool IsContainmentLifted { get; init; }
}
