using Sanctum.Trust;

namespace Sanctum.Turns;

/// <summary>
/// What a session leaves out of its model's context, so that the rest has room. The transcript keeps everything. The newest
/// compaction of a session holds; it includes what those before it left out.
/// </summary>
/// <param name="Number">From 1, by one with each compaction of the session.</param>
/// <param name="Method">How room was made.</param>
/// <param name="EntriesThrough">Entries up to this sequence number are left out; 0: none.</param>
/// <param name="ResultsThrough">Tool results up to this sequence number are replaced by a note; 0: none.</param>
/// <param name="Summary">What was said in the entries that are left out, or null. Written by a model.</param>
/// <param name="LastSeq">Sequence number of the newest entry when it was made.</param>
/// <param name="TokensBefore">How many tokens the model call would have held.</param>
/// <param name="TokensAfter">How many it holds now.</param>
/// <param name="At">When it was made, UTC.</param>
[GenerateSerializer, Immutable, Alias("sanctum.compaction")]
public sealed record Compaction(
    [property: Id(0)] int Number,
    [property: Id(1)] CompactionMethod Method,
    [property: Id(2)] long EntriesThrough,
    [property: Id(3)] long ResultsThrough,
    [property: Id(4)] string? Summary,
    [property: Id(5)] long LastSeq,
    [property: Id(6)] int TokensBefore,
    [property: Id(7)] int TokensAfter,
    [property: Id(8)] DateTimeOffset At)
{
    /// <summary>The turn that made it. Another turn that is taken up again keeps all its own entries.</summary>
    [Id(9)]
    public Guid TurnId { get; init; }

    /// <summary>How far the summary is trusted: as far as the least of what it is made of.</summary>
    [Id(10)]
    public TrustLevel Trust { get; init; }
}

/// <summary>How a compaction made room.</summary>
public enum CompactionMethod
{
    /// <summary>The oldest entries were replaced by a summary.</summary>
    Summary = 0,

    /// <summary>The oldest tool results were replaced by a note.</summary>
    Results = 1,

    /// <summary>The oldest entries were left out.</summary>
    Entries = 2,
}
