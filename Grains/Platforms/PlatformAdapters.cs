using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Sanctum.Errors;
using Sanctum.Queues;

namespace Sanctum.Platforms;

/// <summary>
/// The adapters of this process, by platform. Those of this assembly start and stop with it; others come and go while it runs.
/// An adapter is used through here and kept by nobody, so that it can leave.
/// </summary>
internal sealed class PlatformAdapters(
    IEnumerable<IPlatformAdapter> builtIn, IOptions<PlatformOptions> options, ILogger<PlatformAdapters> logger)
    : IHostedService, IPlatformPresence
{
    private readonly Lock _lock = new();
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly ConcurrentDictionary<string, long> _left = new(StringComparer.Ordinal);
    private ImmutableSortedDictionary<string, HostedAdapter> _byPlatform =
        ImmutableSortedDictionary.Create<string, HostedAdapter>(StringComparer.Ordinal);
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The platforms, by name.</summary>
    public IEnumerable<PlatformFacts> All => _byPlatform.Values.Select(adapter => adapter.Facts);

    public IEnumerable<string> WithAccounts =>
        All.Where(facts => facts.Capabilities.NeedsAccount).Select(facts => facts.Platform);

    public TimeSpan KnownFor => Stopwatch.GetElapsedTime(_started);

    public IEnumerable<string> ThereWithin(TimeSpan patience) =>
        _byPlatform.Keys.Union(_left.Where(left => Stopwatch.GetElapsedTime(left.Value) < patience).Select(left => left.Key));

    /// <summary>Ends when the next adapter has come.</summary>
    public Task NextArrival => Volatile.Read(ref _changed).Task;

    /// <summary>What the platform's adapter says of it; null while there is none.</summary>
    public PlatformFacts? Find(string platform) => _byPlatform.GetValueOrDefault(platform)?.Facts;

    /// <summary>What the platform's adapter says of it.</summary>
    /// <exception cref="DependencyException">There is no adapter now; what wants one waits.</exception>
    public PlatformFacts Require(string platform) => Find(platform) ?? throw Missing(platform);

    /// <summary>Makes a call. The adapter stays until it has ended, and is not to be kept longer.</summary>
    /// <exception cref="DependencyException">There is no adapter now, or it failed.</exception>
    public async Task<T> Use<TAdapter, T>(string platform, Func<TAdapter, Task<T>> call) where TAdapter : class, IPlatformAdapter
    {
        var adapter = Enter(platform);
        try
        {
            return await adapter.Call(call);
        }
        finally
        {
            adapter.Leave();
        }
    }

    /// <summary>Answers what an adapter brings for as long as it does; it ends when the adapter leaves.</summary>
    /// <exception cref="DependencyException">There is no adapter now, it failed, or it leaves.</exception>
    public async IAsyncEnumerable<T> Listen<TAdapter, T>(
        string platform, Func<TAdapter, CancellationToken, IAsyncEnumerable<T>> listen,
        [EnumeratorCancellation] CancellationToken cancellationToken)
        where TAdapter : class, IPlatformAdapter
    {
        var adapter = Enter(platform);
        try
        {
            await foreach (var brought in adapter.Listen(listen, cancellationToken))
                yield return brought;
        }
        finally
        {
            adapter.Leave();
        }
    }

    /// <summary>
    /// Lets adapters come and others go, as one step for their callers. Those that come are started before; if one fails,
    /// nothing has changed. Those that go are stopped when the last call into them has ended. One that is not there (any more) is
    /// left alone.
    /// </summary>
    /// <exception cref="ConflictException">A platform has an adapter already.</exception>
    public async Task Exchange(
        IReadOnlyCollection<HostedAdapter> leaving, IReadOnlyCollection<HostedAdapter> coming,
        CancellationToken cancellationToken)
    {
        var started = new List<HostedAdapter>();
        IReadOnlyList<HostedAdapter> left;
        try
        {
            foreach (var adapter in coming)
            {
                started.Add(adapter);
                await adapter.Start(cancellationToken);
            }
            left = Swap(leaving, coming);
        }
        catch
        {
            await Task.WhenAll(started.Select(adapter => Stop(adapter, CancellationToken.None)));
            throw;
        }
        await Task.WhenAll(left.Select(adapter => Stop(adapter, cancellationToken)));
    }

    public Task StartAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(builtIn.Select(adapter => Exchange([], [new HostedAdapter(adapter)], cancellationToken)));

    public Task StopAsync(CancellationToken cancellationToken) => Exchange([.. _byPlatform.Values], [], cancellationToken);

    // It has left already: what it throws now changes nothing any more.
    private async Task Stop(HostedAdapter adapter, CancellationToken cancellationToken)
    {
        try
        {
            await adapter.Stop(cancellationToken);
        }
        catch (Exception exception)
        {
            PlatformLog.NotStopped(logger, adapter.Name, exception.Message);
        }
    }

    private IReadOnlyList<HostedAdapter> Swap(
        IReadOnlyCollection<HostedAdapter> leaving, IReadOnlyCollection<HostedAdapter> coming)
    {
        lock (_lock)
        {
            var left = leaving.Where(adapter => _byPlatform.ContainsValue(adapter)).ToList();
            var next = _byPlatform.RemoveRange(left.Select(adapter => adapter.Facts.Platform));
            foreach (var adapter in coming)
            {
                if (next.ContainsKey(adapter.Facts.Platform))
                    throw new ConflictException($"The platform '{adapter.Facts.Platform}' has an adapter already.");
                next = next.Add(adapter.Facts.Platform, adapter);
            }
            _byPlatform = next;
            foreach (var adapter in left)
                _left[adapter.Facts.Platform] = Stopwatch.GetTimestamp();
            if (coming.Count > 0)
                Interlocked.Exchange(ref _changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously))
                    .SetResult();
            return left;
        }
    }

    private HostedAdapter Enter(string platform)
    {
        var adapter = _byPlatform.GetValueOrDefault(platform);
        // One that lets nobody in was replaced just now.
        while (adapter is not null && !adapter.TryEnter())
            adapter = _byPlatform.GetValueOrDefault(platform);
        return adapter ?? throw Missing(platform);
    }

    private DependencyException Missing(string platform) =>
        new(platform, "there is no adapter for it in this process.", ErrorClass.Transient, options.Value.UnavailableWait);
}

internal static partial class PlatformLog
{
    [LoggerMessage(1420, LogLevel.Warning, "The adapter of {Platform} did not stop cleanly: {Reason}")]
    public static partial void NotStopped(ILogger logger, string platform, string reason);
}
