namespace Sanctum.Portability;

/// <summary>A session in a file.</summary>
/// <param name="Account">The account on the platform; may be empty.</param>
/// <param name="Compactions">What is left out of the model's context, in order.</param>
/// <param name="Entries">The transcript, in order; at least one entry.</param>
/// <param name="Id">The session's id.</param>
/// <param name="Platform">Where it takes place.</param>
internal sealed record FileSession(
    string Account, FileCompaction[] Compactions, FileEntry[] Entries, string Id, string Platform);

/// <summary>An entry of a transcript in a file.</summary>
/// <param name="Author">The person's name, the tool's, or the agent's.</param>
/// <param name="Content">The text.</param>
/// <param name="OccurredAt">UTC.</param>
/// <param name="Role">user, assistant or tool.</param>
/// <param name="Seq">Its place in the session, from 1.</param>
/// <param name="Step">Its place in its turn, from 0.</param>
/// <param name="Turn">The place of the first entry of its turn.</param>
/// <param name="InputTokens">Tokens that the model read, or null.</param>
/// <param name="Model">The model that answered, or null.</param>
/// <param name="OutputTokens">Tokens that the model wrote, or null.</param>
/// <param name="StopReason">How the turn ended, on its last entry.</param>
/// <param name="ToolCallId">The call that a tool entry answers, else null.</param>
/// <param name="ToolCalls">The calls that an answer asks for; null without.</param>
/// <param name="ToolStatus">The outcome that a tool entry reports, else null.</param>
/// <param name="Trust">How far it is trusted; null in entries of earlier builds, which count as trusted.</param>
internal sealed record FileEntry(
    string Author, string Content, DateTimeOffset OccurredAt, string Role, long Seq, int Step, long Turn,
    long? InputTokens = null, string? Model = null, long? OutputTokens = null, string? StopReason = null,
    string? ToolCallId = null, FileCall[]? ToolCalls = null, string? ToolStatus = null, string? Trust = null);

/// <summary>A tool call in a file.</summary>
internal sealed record FileCall(string Arguments, string CallId, string Tool);

/// <summary>A compaction in a file.</summary>
/// <param name="At">UTC.</param>
/// <param name="EntriesThrough">The last entry that is left out.</param>
/// <param name="LastSeq">The last entry when it was made.</param>
/// <param name="Method">summary, results or entries.</param>
/// <param name="Number">Its place, from 1.</param>
/// <param name="ResultsThrough">The last entry whose tool result is left out.</param>
/// <param name="TokensAfter">Tokens of the context after it.</param>
/// <param name="TokensBefore">Tokens of the context before it.</param>
/// <param name="Trust">How far the summary is trusted.</param>
/// <param name="Turn">The place of the first entry of the turn that made it.</param>
/// <param name="Summary">The summary, or null.</param>
internal sealed record FileCompaction(
    DateTimeOffset At, long EntriesThrough, long LastSeq, string Method, int Number, long ResultsThrough, int TokensAfter,
    int TokensBefore, string Trust, long Turn, string? Summary = null);
