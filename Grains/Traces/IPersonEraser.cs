namespace Sanctum.Traces;

/// <summary>
/// Erases what one feature holds of a person. Erasers are found by a scan. Each may be killed anywhere and is then called again,
/// so all that it does is safe to repeat.
/// </summary>
internal interface IPersonEraser
{
    /// <summary>The tables that it erases from.</summary>
    IReadOnlyList<string> Tables { get; }

    /// <summary>Erasers of a smaller number search and erase first.</summary>
    TraceOrder Order { get; }

    /// <summary>Adds what it finds of the person to the traces.</summary>
    Task Search(PersonTraces traces, CancellationToken ct) => Task.CompletedTask;

    /// <summary>Ends work that would write more; called before anything is erased.</summary>
    Task Stop(PersonTraces traces, CancellationToken ct) => Task.CompletedTask;

    /// <summary>Erases what the traces name.</summary>
    Task Erase(PersonTraces traces, CancellationToken ct);
}

/// <summary>When an eraser comes; each finds its traces by those of the ones before.</summary>
internal enum TraceOrder
{
    /// <summary>Copies that are recognised by texts of rows.</summary>
    Copies,

    /// <summary>Messages, which are found by who wrote them.</summary>
    Messages,

    /// <summary>What turns wrote.</summary>
    Turns,

    /// <summary>What tool calls of the turns made.</summary>
    Memories,

    /// <summary>The person, by whom the messages are found.</summary>
    Person,
}
