using System.Collections.Immutable;
using System.Text.Json;
using Sanctum.Errors;
using Sanctum.Identity;

namespace Sanctum.Memory;

/// <summary>What a transaction has read of a key, and does to it.</summary>
/// <param name="Key">The key.</param>
/// <param name="ReadVersion">The version that it must have still, 0 if it must not be there; null for any.</param>
/// <param name="Write">What is done; null if it was only read.</param>
internal sealed record SessionStep(string Key, long? ReadVersion, SessionWrite? Write)
{
    private const int MaxSteps = 100;

    /// <summary>The steps of a transaction that came in one request.</summary>
    /// <exception cref="InvalidRequestException">An operation breaks a rule; the field names it.</exception>
    public static ImmutableArray<SessionStep> Of(ImmutableArray<SessionOperation> operations, SessionMemoryOptions options)
    {
        RequireRoom("operations", operations.Length);
        var keys = new HashSet<string>(StringComparer.Ordinal);
        var steps = ImmutableArray.CreateBuilder<SessionStep>(operations.Length);
        for (var i = 0; i < operations.Length; i++)
        {
            steps.Add(Of(operations[i], $"operations[{i}].", options));
            if (!keys.Add(operations[i].Key))
                throw new InvalidRequestException($"operations[{i}].key", "has an operation already.");
        }
        return steps.DrainToImmutable();
    }

    /// <summary>The step of one operation.</summary>
    /// <exception cref="InvalidRequestException">It breaks a rule.</exception>
    public static SessionStep Of(SessionOperation operation, string prefix, SessionMemoryOptions options)
    {
        SessionMemoryRules.CheckKey($"{prefix}key", operation.Key);
        if (operation.Version < 0)
            throw new InvalidRequestException($"{prefix}version", $"is {operation.Version}; it is 0 or more.");
        if (operation.Kind != SessionOperationKind.Save && (operation.Value is not null || operation.TimeToLive is not null))
            throw new InvalidRequestException($"{prefix}value", "belongs to the operation save.");
        SessionTimeToLive.Check($"{prefix}ttl_seconds", operation.TimeToLive);
        return new SessionStep(operation.Key, operation.Version, operation.Kind switch
        {
            SessionOperationKind.Save => new SessionWrite(
                SessionWriteKind.Save, operation.Key,
                SessionMemoryRules.Compact(
                    $"{prefix}value", operation.Value ?? throw new InvalidRequestException($"{prefix}value", "is required."),
                    options.MaxValueBytes),
                operation.TimeToLive),
            SessionOperationKind.Delete => new SessionWrite(SessionWriteKind.Delete, operation.Key),
            _ when operation.Version is not null => null,
            _ => throw new InvalidRequestException($"{prefix}version", "is required for the operation check."),
        });
    }

    /// <exception cref="InvalidRequestException">A transaction has no operation, or too many.</exception>
    public static void RequireRoom(string field, int count)
    {
        if (count is 0 or > MaxSteps)
            throw new InvalidRequestException(field, $"has {count} operations; 1 to {MaxSteps} are allowed.");
    }

    /// <summary>Tells steps from others.</summary>
    public static Guid Fingerprint(ImmutableArray<SessionStep> steps) => NamedId.Of(JsonSerializer.Serialize(steps));

    /// <summary>The keys of which a session has other versions than were read.</summary>
    public static ImmutableArray<SessionConflict> Conflicts(
        ImmutableArray<SessionStep> steps, SessionContent content, DateTimeOffset now)
    {
        return
        [
            .. steps.Where(step => step.ReadVersion is { } read && VersionOf(step.Key) != read)
                .OrderBy(step => step.Key, StringComparer.Ordinal)
                .Select(step => new SessionConflict(step.Key, step.ReadVersion ?? 0, VersionOf(step.Key))),
        ];

        long VersionOf(string key) => content.Find(key, now)?.Version ?? 0;
    }
}

/// <summary>A transaction with its steps.</summary>
/// <param name="Transaction">What is known of it.</param>
/// <param name="Content">Tells its operations from others, if it came in one request.</param>
/// <param name="Steps">What an open one has read and will write.</param>
internal sealed record FoundTransaction(SessionTransaction Transaction, Guid? Content, ImmutableArray<SessionStep> Steps);

/// <summary>What the statement of a change does to the transaction that makes it.</summary>
/// <param name="Id">The transaction.</param>
/// <param name="Content">Of one that came in one request, whose row is inserted; null if it has a row that is open.</param>
/// <param name="Operations">Keys that it read or changed.</param>
/// <param name="ExpiresAt">Until when its outcome is known.</param>
internal sealed record SessionCommit(Guid Id, Guid? Content, int Operations, DateTimeOffset ExpiresAt);
