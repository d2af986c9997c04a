using Sanctum.Access;
using Sanctum.Identity;

namespace Sanctum.Memory;

/// <summary>A change of a block as its history keeps it.</summary>
/// <param name="EditId">Idempotency key.</param>
/// <param name="Label">The block.</param>
/// <param name="Kind">What the change does.</param>
/// <param name="Actor">Who makes it, as the edit says.</param>
/// <param name="Author">Who makes it, as it is shown.</param>
/// <param name="Cause">Why.</param>
internal sealed record BlockEntry(
    string EditId, string Label, BlockChangeKind Kind, string Actor, string Author, MemoryCause Cause)
{
    private const string Operator = "operator";

    /// <summary>An edit of the agent itself or of a caller.</summary>
    public static BlockEntry Of(GrainKey agent, MemoryEdit edit) => new(
        edit.EditId, edit.Label, KindOf(edit.Kind), edit.Actor, AuthorOf(agent, edit.Actor),
        edit.Cause ?? (edit.Actor == agent.Name
            ? new MemoryCause(MemoryCauseKind.Tool, CallId: edit.EditId)
            : new MemoryCause(MemoryCauseKind.Request)));

    /// <summary>The creation of a block, to be attached.</summary>
    public static BlockEntry Attached(GrainKey agent, string label, string actor, MemoryCause cause) =>
        Created(label, actor, AuthorOf(agent, actor), cause);

    /// <summary>The creation of a block that its agent's definition names.</summary>
    public static BlockEntry Defined(string label) =>
        Created(label, Operator, Principal.Current?.Actor ?? Operator, new MemoryCause(MemoryCauseKind.Definition));

    /// <summary>A deletion.</summary>
    public static BlockEntry Deleted(GrainKey agent, string editId, string label, string actor) => new(
        editId, label, BlockChangeKind.Delete, actor, AuthorOf(agent, actor), new MemoryCause(
            actor == agent.Name ? MemoryCauseKind.Tool : MemoryCauseKind.Request));

    /// <summary>An undo of a version, or the return to it.</summary>
    public static BlockEntry Returned(GrainKey agent, MemoryEdit edit, BlockChangeKind kind, int version) => new(
        edit.EditId, edit.Label, kind, edit.Actor, AuthorOf(agent, edit.Actor), new MemoryCause(
            kind == BlockChangeKind.Undo ? MemoryCauseKind.Undo : MemoryCauseKind.Restore, Version: version));

    private static BlockEntry Created(string label, string actor, string author, MemoryCause cause) =>
        new($"create:{Guid.CreateVersion7()}", label, BlockChangeKind.Create, actor, author, cause);

    /// <summary>Who an actor is; a caller that signed in has a name.</summary>
    public static string AuthorOf(GrainKey agent, string actor) =>
        actor == agent.Name ? $"agent/{agent.Name}" : Principal.Current?.Actor ?? actor;

    private static BlockChangeKind KindOf(MemoryEditKind kind) => kind switch
    {
        MemoryEditKind.Append => BlockChangeKind.Append,
        MemoryEditKind.Replace => BlockChangeKind.Replace,
        _ => BlockChangeKind.Write,
    };
}
