namespace Sanctum.Hosting;

/// <summary>How this process ends; one of its parts can have it end with an exit code.</summary>
internal sealed class ProcessOutcome(IHostApplicationLifetime lifetime)
{
    /// <summary>It ended as it was asked to.</summary>
    public const int Success = 0;

    /// <summary>Something failed that another start may get past.</summary>
    public const int Failure = 1;

    /// <summary>A setting is wrong or does not belong to the database (EX_CONFIG): another start fails alike.</summary>
    public const int Misconfigured = 78;

    private int _exitCode = Success;

    /// <summary>The exit code.</summary>
    public int ExitCode => Volatile.Read(ref _exitCode);

    /// <summary>Has the process end. The first failure decides the exit code.</summary>
    public void End(int exitCode)
    {
        Interlocked.CompareExchange(ref _exitCode, exitCode, Success);
        lifetime.StopApplication();
    }
}
