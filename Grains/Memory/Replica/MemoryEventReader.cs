using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Sanctum.Streams;

namespace Sanctum.Memory;

/// <summary>
/// Reads changes of the log as events. Every <see cref="MemoryEvent"/> is found by its type; no list names them.
/// </summary>
internal static class MemoryEventReader
{
    private const int MaxEntryCharacters = 256;

    private static readonly FrozenDictionary<(string, int), Type> Types = typeof(MemoryEvent).Assembly.GetTypes()
        .Where(type => type.IsSubclassOf(typeof(MemoryEvent)) && !type.IsAbstract)
        .ToFrozenDictionary(type => (MemoryEvent)RuntimeHelpers.GetUninitializedObject(type) is var unborn
            ? (unborn.EventType, unborn.SchemaVersion)
            : default);

    /// <summary>Reads a change, or says why that cannot be done.</summary>
    public static bool TryRead(
        LoggedChange change, [NotNullWhen(true)] out EventEnvelope? happened, [NotNullWhen(false)] out string? error)
    {
        happened = null;
        error = Read(change, out var payload);
        if (error is null)
        {
            happened = new EventEnvelope(
                change.Id, change.Type, change.SchemaVersion, change.Memory.Tenant, change.Memory.ToString(), change.Seq,
                change.OccurredAt, change.TraceParent, payload!);
        }
        return error is null;
    }

    private static string? Read(LoggedChange change, out MemoryEvent? payload)
    {
        payload = null;
        if (!Types.TryGetValue((change.Type, change.SchemaVersion), out var type))
            return $"This program does not support version {change.SchemaVersion} of the event '{change.Type}'.";
        try
        {
            payload = (MemoryEvent?)JsonSerializer.Deserialize(change.Payload, type, EventJson.Options);
        }
        catch (JsonException exception)
        {
            return $"The payload is not a {change.Type}: {exception.Message}";
        }
        if (payload is null)
            return "The payload is null.";
        return payload.Entry.Length is 0 or > MaxEntryCharacters
            ? $"entry has {payload.Entry.Length} characters; 1 to {MaxEntryCharacters} are allowed."
            : null;
    }
}
