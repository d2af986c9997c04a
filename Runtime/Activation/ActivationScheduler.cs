using System.Diagnostics.CodeAnalysis;

namespace Sanctum.Runtime.Activation;

/// <summary>
/// Runs the turns of one activation one after the other, on whatever pool thread is free. An <c>await</c> in grain code comes
/// back here, so grain code never runs on two threads at once.
/// </summary>
internal sealed class ActivationScheduler(GrainActivation activation) : TaskScheduler, IThreadPoolWorkItem
{
    // A busy activation gives its thread back after this many turns, so that others are not kept waiting.
    private const int TurnsPerSlice = 64;

    private readonly Queue<Task> _turns = new(1);
    private bool _isRunning;

    public GrainActivation Activation { get; } = activation;

    public override int MaximumConcurrencyLevel => 1;

    public void Execute()
    {
        for (var i = 0; i < TurnsPerSlice; i++)
        {
            Task? turn;
            lock (_turns)
            {
                if (!_turns.TryDequeue(out turn))
                {
                    _isRunning = false;
                    return;
                }
            }
            TryExecuteTask(turn);
        }
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    protected override void QueueTask(Task task)
    {
        lock (_turns)
        {
            _turns.Enqueue(task);
            if (_isRunning)
                return;
            _isRunning = true;
        }
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
    }

    // Running a turn inside another would interleave them; only code that is in this activation's turn already may go on.
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        !taskWasPreviouslyQueued && ReferenceEquals(Current, this) && TryExecuteTask(task);

    [ExcludeFromCodeCoverage]
    protected override IEnumerable<Task> GetScheduledTasks()
    {
        lock (_turns)
            return _turns.ToArray();
    }
}
