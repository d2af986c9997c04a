using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sanctum.Errors;
using Sanctum.Schemas;

namespace Sanctum.Platforms;

/// <summary>
/// An adapter with the calls into it that are under way. Nobody else keeps the adapter, so when it has left, nothing of it is
/// left.
/// </summary>
/// <param name="adapter">The adapter.</param>
/// <param name="guard">How it is called; without one, directly.</param>
internal sealed class HostedAdapter(IPlatformAdapter adapter, ICallGuard? guard = null)
{
    private readonly ICallGuard _guard = guard ?? TrustingGuard.Instance;
    private readonly CallGate _gate = new();
    private readonly CancellationTokenSource _leaving = new();
    private PlatformFacts? _facts;

    /// <summary>Its platform; empty before it has started.</summary>
    public string Name => _facts?.Platform ?? "";

    /// <summary>What it says of itself; known once it has started.</summary>
    public PlatformFacts Facts =>
        _facts ?? throw new InvalidOperationException("An adapter is asked for its facts when it has started.");

    public async Task Start(CancellationToken cancellationToken)
    {
        await _guard.Call(() => adapter.StartAsync(cancellationToken));
        var facts = await _guard.Call(() => Task.FromResult(PlatformFacts.Of(adapter)));
        if (FaultOf(facts.SettingsSchema) is { } fault)
            throw new DependencyException(
                facts.Platform, $"the schema of its settings cannot be used: {fault}", ErrorClass.Permanent);
        _facts = facts;
    }

    private static string? FaultOf(string schema)
    {
        try
        {
            return JsonSchemaValidator.FaultOf(JsonNode.Parse(schema));
        }
        catch (JsonException exception)
        {
            return exception.Message;
        }
    }

    /// <summary>Lets no further call in, waits for those that are under way, and stops it.</summary>
    public async Task Stop(CancellationToken cancellationToken)
    {
        // Who listens would never leave by himself.
        await _leaving.CancelAsync();
        await _gate.Close(cancellationToken);
        await _guard.Call(() => adapter.StopAsync(cancellationToken));
    }

    /// <summary>
    /// Lets a call in; false when the adapter is leaving. A caller that was let in leaves again with <see cref="Leave"/>.
    /// </summary>
    public bool TryEnter() => _gate.TryEnter();

    public void Leave() => _gate.Leave();

    /// <summary>Answers what the adapter brings, until it ends or the caller ends it.</summary>
    /// <exception cref="DependencyException">The adapter failed, or leaves.</exception>
    public async IAsyncEnumerable<T> Listen<TAdapter, T>(
        Func<TAdapter, CancellationToken, IAsyncEnumerable<T>> listen,
        [EnumeratorCancellation] CancellationToken cancellationToken)
        where TAdapter : class, IPlatformAdapter
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _leaving.Token);
        var source = await Call<TAdapter, IAsyncEnumerator<T>>(
            able => Task.FromResult(listen(able, ending.Token).GetAsyncEnumerator(ending.Token)));
        Task<bool> moving = Task.FromResult(true);
        try
        {
            while (await Await(() => moving = source.MoveNextAsync().AsTask(), ending.Token))
                yield return source.Current;
        }
        finally
        {
            await ending.CancelAsync();
            await _guard.Call(async () =>
            {
                await ((Task)moving).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                await source.DisposeAsync();
            });
        }
    }

    private async Task<bool> Await(Func<Task<bool>> next, CancellationToken cancellationToken)
    {
        try
        {
            return await _guard.Wait(next, cancellationToken);
        }
        catch (OperationCanceledException) when (_leaving.IsCancellationRequested)
        {
            throw new DependencyException(Facts.Platform, "its adapter leaves.", ErrorClass.Transient);
        }
    }

    /// <exception cref="DependencyException">The adapter cannot do that.</exception>
    public Task<T> Call<TAdapter, T>(Func<TAdapter, Task<T>> call) where TAdapter : class, IPlatformAdapter
    {
        if (adapter is not TAdapter able)
            throw new DependencyException(Facts.Platform, "its adapter cannot do that any more.", ErrorClass.Transient);
        return _guard.Call(() => call(able));
    }
}
