namespace Sanctum.Portability;

/// <summary>
/// How many files this process makes and reads at a time. A file is in memory as a whole, and what is made of it several times.
/// </summary>
/// <param name="importPatience">How long an import waits before it is refused.</param>
internal sealed class AgentFileSlots(TimeSpan importPatience)
{
    public const int MaxExports = 2;
    public const int MaxImports = 2;
    public static readonly TimeSpan ImportPatience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _exports = new(MaxExports);
    private readonly SemaphoreSlim _imports = new(MaxImports);

    /// <summary>Makes a file once a slot is free.</summary>
    public async Task<T> Export<T>(Func<Task<T>> work, CancellationToken ct)
    {
        await _exports.WaitAsync(ct);
        try
        {
            return await work();
        }
        finally
        {
            _exports.Release();
        }
    }

    /// <summary>Reads a file if a slot becomes free in time.</summary>
    /// <exception cref="LimitExceededException">None did.</exception>
    public async Task<T> Import<T>(Func<Task<T>> work, CancellationToken ct)
    {
        if (!await _imports.WaitAsync(importPatience, ct))
            throw new LimitExceededException(
                "agents.imports", $"This silo runs {MaxImports} imports, the limit.", RetryAfter);
        try
        {
            return await work();
        }
        finally
        {
            _imports.Release();
        }
    }
}
