namespace Sanctum.Embeddings.MiniLM;

/// <summary>One thread that does one piece of work after the other; what is urgent comes before what is not.</summary>
internal sealed class WorkThread : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Queue<Action> _urgent = [];
    private readonly Queue<Action> _other = [];
    private readonly SemaphoreSlim _waiting = new(0);
    private readonly Thread _thread;
    private bool _isEnded;

    public WorkThread(string name)
    {
        _thread = new Thread(DoAll) { Name = name, IsBackground = true };
        _thread.Start();
    }

    /// <summary>Has it done, and answers what it gave.</summary>
    /// <exception cref="ObjectDisposedException">The thread has ended.</exception>
    public Task<T> Run<T>(bool isUrgent, Func<T> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Add(isUrgent, () =>
        {
            try
            {
                done.SetResult(work());
            }
            catch (Exception exception)
            {
                done.SetException(exception);
            }
        });
        return done.Task;
    }

    public void Dispose()
    {
        lock (_lock)
        {
            if (_isEnded)
                return;
            _isEnded = true;
            _waiting.Release();
        }
        _thread.Join();
        _waiting.Dispose();
    }

    private void Add(bool isUrgent, Action work)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isEnded, this);
            (isUrgent ? _urgent : _other).Enqueue(work);
            _waiting.Release();
        }
    }

    private void DoAll()
    {
        while (Next() is { } work)
            work();
    }

    // Null at the end, after what was added before.
    private Action? Next()
    {
        _waiting.Wait();
        lock (_lock)
            return _urgent.TryDequeue(out var work) || _other.TryDequeue(out work) ? work : null;
    }
}
