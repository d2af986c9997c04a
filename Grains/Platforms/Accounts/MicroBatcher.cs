namespace Sanctum.Platforms.Accounts;

/// <summary>
/// Joins what an account's callers ask for while earlier pages run: a page shares its statements, and pages run in order.
/// It has no lock: it is used within the turns of the account's grain.
/// </summary>
/// <param name="maxPerPage">The most that share a page.</param>
/// <param name="run">Does what a page asks for and answers each of it.</param>
/// <param name="fail">Answers one of a page that failed.</param>
internal sealed class MicroBatcher<T>(int maxPerPage, Func<List<T>, Task> run, Action<T, Exception> fail)
{
    private readonly Queue<T> _waiting = [];
    private Task _running = Task.CompletedTask;

    /// <summary>Takes something into the next page.</summary>
    public void Add(T item)
    {
        _waiting.Enqueue(item);
        if (_running.IsCompleted)
            _running = RunAll();
    }

    private async Task RunAll()
    {
        while (_waiting.Count > 0)
        {
            // Those that came in the same moment join.
            await Task.Yield();
            var page = new List<T>();
            while (page.Count < maxPerPage && _waiting.TryDequeue(out var item))
                page.Add(item);
            try
            {
                await run(page);
            }
            catch (Exception exception)
            {
                page.ForEach(item => fail(item, exception));
            }
        }
    }
}
