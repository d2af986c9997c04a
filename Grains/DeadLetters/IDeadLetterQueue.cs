namespace Sanctum.DeadLetters;

/// <summary>
/// Deals with dead letters of one queue again. Every class that implements it is found at start; no list names them.
/// </summary>
internal interface IDeadLetterQueue
{
    /// <summary>The queue's name, such as <c>memory.wal.dlq</c>.</summary>
    string Name { get; }

    /// <summary>
    /// Has the event dealt with and, by the same statement, removes the letter; or notes in the letter why not, and throws.
    /// </summary>
    Task<DeadLetterOutcome> Reprocess(DeadLetter letter);
}
