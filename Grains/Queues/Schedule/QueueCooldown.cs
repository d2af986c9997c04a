using Sanctum.Errors;

namespace Sanctum.Queues;

/// <summary>
/// A time in which a queue offers nothing, because its process was in no state to work, or something that its work depends on is
/// away; after a failure of the process it is longer each time that it comes in a row.
/// </summary>
internal sealed class QueueCooldown(Backoff backoff, TimeProvider clock)
{
    private DateTimeOffset _until;
    private int _inRow;

    /// <summary>Whether the queue rests.</summary>
    public bool IsOn => _until > clock.GetUtcNow();

    /// <summary>When it is over, or null if it is.</summary>
    public DateTimeOffset? Until => IsOn ? _until : null;

    /// <summary>Begins, and answers for how long.</summary>
    public TimeSpan Begin(TimeSpan? atLeast)
    {
        var wait = backoff.Delay(++_inRow, atLeast);
        _until = clock.GetUtcNow() + wait;
        return wait;
    }

    /// <summary>
    /// Begins without growing, because something that the queue's work depends on is away; answers for how long.
    /// </summary>
    public TimeSpan Hold(TimeSpan wait)
    {
        if (clock.GetUtcNow() + wait is var until && until > _until)
            _until = until;
        return wait;
    }

    /// <summary>Work went well.</summary>
    public void End() => (_until, _inRow) = (default, 0);
}
