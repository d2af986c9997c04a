using System.Text.Json;

namespace Sanctum.DeadLetters;

/// <summary>How many letters a queue has.</summary>
internal sealed record DeadLetterQueueShape(string Queue, long Letters, DateTimeOffset? Oldest);

/// <summary>What people see of an event that was given up.</summary>
internal sealed record DeadLetterShape(
    string Id, string Queue, string Key, long? Seq, JsonElement Event, string Error, int Attempts, DateTimeOffset DeadAt,
    DateTimeOffset LastTriedAt);

/// <summary>What a removal did.</summary>
internal sealed record RemovedShape(long Removed);

/// <summary>What came of an event that was dealt with again.</summary>
internal sealed record ReprocessedShape(string Id, string Outcome);
