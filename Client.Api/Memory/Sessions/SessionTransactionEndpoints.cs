using Sanctum.Access;
using Sanctum.Audit;
using Sanctum.Conversations;
using Sanctum.Edge;
using Sanctum.Errors;
using Sanctum.Identity;
using Sanctum.Problems;
using Sanctum.Requests;

namespace Sanctum.Memory;

/// <summary>Transactions of session memory: all keys or none.</summary>
internal sealed class SessionTransactionEndpoints : IEndpointModule
{
    public void Map(IEndpointRouteBuilder routes)
    {
        var transactions = routes.MapGroup("/api/memory/transactions").WithTags("Session memory");
        transactions.MapPost("", Begin)
            .Needs("memory:write")
            .Audited(AuditActions.MemoryWrite)
            .Produces<SessionTransactionResource>()
            .Refuses(400, 403, 409, 413, 415)
            .WithSummary("Change several keys of a session, all or none; or begin a transaction")
            .WithDescription(
                "With `operations` they are done and committed at once: 200. A `version` that a key does not have, 0 for one " +
                "that must not be there, is 409, and no key is changed. Without `operations` a transaction is opened: 201. " +
                "Repeating an `Idempotency-Key` does nothing again.");
        transactions.MapGet("/{transaction:guid}", Get)
            .Needs("memory:read")
            .Produces<SessionTransactionResource>()
            .Refuses(404)
            .WithSummary("Read what has become of a transaction");
        MapSteps(transactions);
        transactions.MapPost("/{transaction:guid}/commit", Commit)
            .Needs("memory:write")
            .Audited(AuditActions.MemoryWrite)
            .Produces<SessionTransactionResource>()
            .Refuses(404, 409)
            .WithSummary("Commit a transaction")
            .WithDescription(
                "409 names the keys that have changed since the transaction loaded them; the transaction is rolled back then. " +
                "Safe to repeat.");
        transactions.MapPost("/{transaction:guid}/rollback", Rollback)
            .Needs("memory:write")
            .Audited(AuditActions.MemoryWrite)
            .Produces(StatusCodes.Status204NoContent)
            .Refuses(404)
            .WithSummary("Roll a transaction back");
    }

    private static void MapSteps(RouteGroupBuilder transactions)
    {
        transactions.MapPost("/{transaction:guid}/load", Load)
            .Needs("memory:write")
            .Produces<SessionValueResource>()
            .Refuses(400, 404, 409, 413, 415)
            .WithSummary("Load a key in a transaction")
            .WithDescription(
                "What the transaction saved itself has version 0. The commit is refused if the key has changed since; that " +
                "there is no such key is remembered too.");
        transactions.MapPost("/{transaction:guid}/save", Save)
            .Needs("memory:write")
            .Produces<SessionTransactionResource>()
            .Refuses(400, 404, 409, 413, 415)
            .WithSummary("Save a value in a transaction")
            .WithDescription("Nobody else sees it before the commit.");
        transactions.MapPost("/{transaction:guid}/delete", Delete)
            .Needs("memory:delete")
            .Produces<SessionTransactionResource>()
            .Refuses(400, 404, 409, 413, 415)
            .WithSummary("Delete a key in a transaction");
    }

    private static async Task<IResult> Begin(TransactionBody body, HttpContext http, IClusterClient grains)
    {
        var session = SessionField.Check(body.SessionId);
        http.AuditAs($"session/{session}/memory");
        var id = IdOf(http.Request, session);
        if (body.Operations is null)
        {
            var begun = await grains.SessionMemory(session.GrainKey).Begin(id);
            return Results.Created($"/api/memory/transactions/{id}", SessionTransactionResource.From(begun));
        }
        var operations = body.CheckedOperations;
        if (operations.Any(one => one.Kind == SessionOperationKind.Delete))
            CallerRights.RequireAlso("memory:delete");
        var committed = await grains.SessionMemory(session.GrainKey).Run(id, operations, SessionField.ActorOf(http));
        http.AuditChange(Changes(operations, committed));
        return Results.Ok(SessionTransactionResource.From(committed));
    }

    private static async Task<SessionTransactionResource> Get(Guid transaction, IClusterClient grains)
    {
        var session = await Find(transaction, grains);
        return SessionTransactionResource.From(await grains.SessionMemory(session.GrainKey).Find(transaction));
    }

    private static async Task<SessionValueResource> Load(Guid transaction, TransactionKeyBody body, IClusterClient grains)
    {
        var session = await Find(transaction, grains);
        return await grains.SessionMemory(session.GrainKey).LoadIn(transaction, body.CheckedKey) is { } value
            ? SessionValueResource.From(session, value)
            : throw new NotFoundException("key", body.CheckedKey);
    }

    private static async Task<SessionTransactionResource> Save(
        Guid transaction, TransactionSaveBody body, IClusterClient grains) =>
        await Add(transaction, body.ToOperation(), grains);

    private static async Task<SessionTransactionResource> Delete(
        Guid transaction, TransactionKeyBody body, IClusterClient grains) =>
        await Add(transaction, new SessionOperation(SessionOperationKind.Delete, body.CheckedKey), grains);

    private static async Task<SessionTransactionResource> Commit(Guid transaction, HttpContext http, IClusterClient grains)
    {
        var session = await Find(transaction, grains);
        http.AuditAs($"session/{session}/memory");
        var committed = await grains.SessionMemory(session.GrainKey).Commit(transaction, SessionField.ActorOf(http));
        http.AuditChange(AuditedChange.Between(
            before: null, new { Transaction = committed.Id, committed.Version, committed.Operations }));
        return SessionTransactionResource.From(committed);
    }

    private static async Task<IResult> Rollback(Guid transaction, HttpContext http, IClusterClient grains)
    {
        var session = await Find(transaction, grains);
        http.AuditAs($"session/{session}/memory");
        await grains.SessionMemory(session.GrainKey).Rollback(transaction);
        http.AuditChange(AuditedChange.Between(new { Transaction = transaction }, after: null));
        return Results.NoContent();
    }

    private static async Task<SessionTransactionResource> Add(
        Guid transaction, SessionOperation operation, IClusterClient grains)
    {
        var session = await Find(transaction, grains);
        return SessionTransactionResource.From(await grains.SessionMemory(session.GrainKey).Add(transaction, operation));
    }

    private static async Task<SessionId> Find(Guid transaction, IClusterClient grains) =>
        new(await grains.SessionMemories().FindTransaction(transaction)
            ?? throw new NotFoundException("transaction", transaction.ToString()));

    // The same key in two sessions is two transactions.
    private static Guid IdOf(HttpRequest request, SessionId session) => PassageKey.Of(request) is { } key
        ? NamedId.Of(session.Value, "transaction", key)
        : Guid.CreateVersion7();

    private static AuditedChange Changes(IEnumerable<SessionOperation> operations, SessionTransaction committed) =>
        AuditedChange.Between(before: null, new
        {
            Transaction = committed.Id,
            committed.Version,
            Saved = operations.Where(one => one.Kind == SessionOperationKind.Save).Select(one => one.Key),
            Deleted = operations.Where(one => one.Kind == SessionOperationKind.Delete).Select(one => one.Key),
        });
}
