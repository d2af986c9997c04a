using Sanctum.Problems;

namespace Sanctum.Queues;

/// <summary>The problems of queues.</summary>
internal sealed class QueueProblems : IProblemSource
{
    public Problem? Find(Exception error) => error switch
    {
        QueueDrainingException e => new(ProblemCodes.QueueDraining, 409, "The queue is draining", e.Message),
        _ => null,
    };
}
