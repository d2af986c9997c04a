namespace Sanctum.Hosting;

/// <summary>
/// Background work of a grain, which one of its calls does at a time. A call that comes meanwhile returns at once, and has the
/// other look once more before it ends.
/// </summary>
/// <param name="work">What is done; it must not throw.</param>
internal sealed class SingleRun(Func<Task> work)
{
    private bool _isRunning;
    private bool _isAskedAgain;

    public async Task Run()
    {
        _isAskedAgain = true;
        if (_isRunning)
            return;
        _isRunning = true;
        try
        {
            while (_isAskedAgain)
            {
                _isAskedAgain = false;
                await work();
            }
        }
        finally
        {
            _isRunning = false;
        }
    }
}
