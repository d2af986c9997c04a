using System.Collections.Immutable;
using Sanctum.Turns;

namespace Sanctum.Conversations;

/// <summary>A session of an agent's file, as it is written.</summary>
/// <param name="Id">The session's id.</param>
/// <param name="Platform">Where it takes place.</param>
/// <param name="Account">The account there; may be empty.</param>
/// <param name="Entries">Its transcript, in order; at least one entry.</param>
/// <param name="Compactions">What is left out of the model's context, in order.</param>
internal sealed record SessionTranscript(
    string Id, string Platform, string Account, ImmutableArray<StoredEntry> Entries, ImmutableArray<Compaction> Compactions);
