using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Runtime;
using Sanctum.Runtime.Messaging;

namespace Sanctum.Runtime.Activation;

/// <summary>
/// One grain in memory: the grain object, its requests, and its life from the first request to deactivation. Requests run
/// one at a time, in the order of their arrival, unless <see cref="Interleaving"/> lets one pass.
/// </summary>
internal sealed class GrainActivation : IGrainContext
{
    private readonly Lock _gate = new();
    private readonly ActivationScheduler _scheduler;
    private readonly List<Request> _running = new(1);
    private readonly Dictionary<Type, object> _components = [];
    private readonly TaskCompletionSource _deactivated = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private LinkedList<Request>? _waiting;
    private ImmutableList<object>? _allowedChains;
    private List<GrainTimer>? _timers;
    private AsyncServiceScope? _scope;
    private ActivationState _state = ActivationState.Activating;
    private DeactivationReason _reason;
    private long _lastUsed = Environment.TickCount64;
    private long _keepUntil;
    private object? _grain;

    public GrainActivation(GrainCatalog catalog, GrainClass grainClass, GrainId id)
    {
        Catalog = catalog;
        Class = grainClass;
        GrainId = id;
        _scheduler = new ActivationScheduler(this);
    }

    public GrainCatalog Catalog { get; }

    public GrainClass Class { get; }

    public GrainId GrainId { get; }

    public object Grain => _grain ?? throw new InvalidOperationException($"{GrainId} is not activated yet.");

    public object? GrainInstance => _grain;

    public IServiceProvider ActivationServices => (_scope ??= Catalog.Services.CreateAsyncScope()).ServiceProvider;

    public ImmutableArray<IIncomingGrainCallFilter> Filters => Catalog.Filters;

    public Task Deactivated => _deactivated.Task;

    public static GrainActivation Of(IGrainBase grain) => (GrainActivation)grain.GrainContext;

    /// <summary>Whether nothing runs or waits.</summary>
    public bool IsIdle
    {
        get
        {
            lock (_gate)
                return _state == ActivationState.Valid && _running.Count == 0 && _waiting is not { Count: > 0 };
        }
    }

    /// <summary>How long nothing has used it; zero while something does, or while it asked to be kept.</summary>
    public TimeSpan IdleTime(long now)
    {
        lock (_gate)
        {
            var inUse = _state != ActivationState.Valid || _running.Count > 0 || _waiting is { Count: > 0 } || now < _keepUntil;
            return inUse ? TimeSpan.Zero : TimeSpan.FromMilliseconds(now - _lastUsed);
        }
    }

    /// <summary>Something that belongs to this activation and that another part of the runtime keeps here.</summary>
    public T Component<T>() where T : class, new()
    {
        lock (_components)
        {
            if (!_components.TryGetValue(typeof(T), out var component))
                _components[typeof(T)] = component = new T();
            return (T)component;
        }
    }

    /// <summary>Takes a request, unless the activation has ended or is about to.</summary>
    public bool TryAccept(Request request)
    {
        lock (_gate)
        {
            if (_state >= ActivationState.Deactivating)
                return false;
            if (request.KeepsActivationAlive)
                _lastUsed = Environment.TickCount64;
            if (_state == ActivationState.Valid && Interleaving.MayStart(request, _running, Class, _allowedChains))
                Start(request);
            else
                (_waiting ??= new()).AddLast(request);
        }
        return true;
    }

    /// <summary>Makes the grain, reads its state, calls <c>OnActivateAsync</c>; then requests may run.</summary>
    public void Activate() => OnScheduler(ActivateAsync);

    public void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            if (_state >= ActivationState.Deactivating)
                return;
            _reason = deactivationReason;
            var wasActivating = _state == ActivationState.Activating;
            _state = ActivationState.Deactivating;
            if (!wasActivating && _running.Count == 0)
                OnScheduler(DeactivateAsync);
        }
    }

    public void DelayDeactivation(TimeSpan delay) =>
        _keepUntil = delay < TimeSpan.Zero ? 0 : delay == TimeSpan.MaxValue ? long.MaxValue : Environment.TickCount64 + (long)delay.TotalMilliseconds;

    public IGrainTimer AddTimer(Func<CancellationToken, Task> callback, GrainTimerCreationOptions options)
    {
        var timer = new GrainTimer(this, callback, options);
        lock (_gate)
            (_timers ??= []).Add(timer);
        timer.Change(options.DueTime, options.Period);
        return timer;
    }

    public void RemoveTimer(GrainTimer timer)
    {
        lock (_gate)
            _timers?.Remove(timer);
    }

    public void AllowChain(object chain)
    {
        lock (_gate)
            _allowedChains = (_allowedChains ?? []).Add(chain);
    }

    public void ForbidChain(object chain)
    {
        lock (_gate)
            _allowedChains = _allowedChains?.Remove(chain) is { IsEmpty: false } left ? left : null;
    }

    /// <summary>Tells callers whose time is over, and forgets requests that nobody waits for any more.</summary>
    public void ExpireRequests(long now)
    {
        List<Request>? expired = null;
        lock (_gate)
        {
            expired = _running.Where(request => request.ExpiresAt <= now).ToList();
            for (var node = _waiting?.First; node is not null;)
            {
                var next = node.Next;
                if (node.Value.ExpiresAt <= now || node.Value.IsAbandoned)
                {
                    _waiting!.Remove(node);
                    expired.Add(node.Value);
                }
                node = next;
            }
        }
        foreach (var request in expired)
            request.Fail(new TimeoutException($"{request.Description} on {GrainId} did not answer in time."));
    }

    private void OnScheduler(Func<Task> work)
    {
        using var flow = SuppressedFlow.Begin();
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, _scheduler);
    }

    // Call under the gate.
    private void Start(Request request)
    {
        _running.Add(request);
        using var flow = SuppressedFlow.Begin();
        Task.Factory.StartNew(
            static state => ((RunningRequest)state!).Run(), new RunningRequest(this, request),
            CancellationToken.None, TaskCreationOptions.DenyChildAttach, _scheduler);
    }

    private void Finish(Request request)
    {
        lock (_gate)
        {
            _running.Remove(request);
            if (request.KeepsActivationAlive)
                _lastUsed = Environment.TickCount64;
            if (_state == ActivationState.Valid)
                StartWaiting();
            else if (_state == ActivationState.Deactivating && _running.Count == 0)
                OnScheduler(DeactivateAsync);
        }
    }

    // Call under the gate. Requests start in order; one that must wait holds back those behind it that may not interleave.
    private void StartWaiting()
    {
        for (var node = _waiting?.First; node is not null;)
        {
            var next = node.Next;
            if (node.Value.IsAbandoned)
            {
                _waiting!.Remove(node);
            }
            else if (Interleaving.MayStart(node.Value, _running, Class, _allowedChains))
            {
                _waiting!.Remove(node);
                Start(node.Value);
            }
            node = next;
        }
    }

    private async Task ActivateAsync()
    {
        try
        {
            var (grain, states) = Class.Create(this);
            _grain = grain;
            foreach (var state in states)
                await state.ReadAsync();
            await Catalog.OnActivating(this);
            await ((IGrainBase)grain).OnActivateAsync(CancellationToken.None);
        }
        catch (Exception exception)
        {
            RuntimeLog.ActivationFailed(Catalog.Logger, exception, GrainId);
            await Abandon(exception);
            return;
        }
        lock (_gate)
        {
            if (_state == ActivationState.Activating)
            {
                _state = ActivationState.Valid;
                StartWaiting();
                return;
            }
        }
        await DeactivateAsync();
    }

    private async Task Abandon(Exception cause)
    {
        List<Request> refused;
        lock (_gate)
        {
            _state = ActivationState.Ended;
            refused = [.. _waiting ?? []];
            _waiting = null;
        }
        Catalog.Remove(this);
        await Release();
        foreach (var request in refused)
            request.Fail(cause);
    }

    private async Task DeactivateAsync()
    {
        try
        {
            using var limit = new CancellationTokenSource(Catalog.DeactivationTimeout);
            await ((IGrainBase)Grain).OnDeactivateAsync(_reason, limit.Token);
        }
        catch (Exception exception)
        {
            // The activation ends all the same: its rows are the truth, not its memory.
            RuntimeLog.DeactivationFailed(Catalog.Logger, exception, GrainId);
        }
        List<Request> left;
        lock (_gate)
        {
            _state = ActivationState.Ended;
            left = [.. _waiting ?? []];
            _waiting = null;
        }
        Catalog.Remove(this);
        await Release();
        foreach (var request in left)
            Catalog.Dispatch(Class, GrainId, request);
    }

    private async Task Release()
    {
        foreach (var timer in _timers?.ToList() ?? [])
            timer.Dispose();
        if (_grain is IAsyncDisposable asyncDisposable)
            await asyncDisposable.DisposeAsync();
        else if (_grain is IDisposable disposable)
            disposable.Dispose();
        if (_scope is { } scope)
            await scope.DisposeAsync();
        _deactivated.TrySetResult();
    }

    private sealed class RunningRequest(GrainActivation activation, Request request)
    {
        public async Task Run()
        {
            if (!request.IsAbandoned)
                await request.Run(activation);
            activation.Finish(request);
        }
    }
}

/// <summary>Where an activation stands.</summary>
internal enum ActivationState : byte
{
    Activating,
    Valid,
    Deactivating,
    Ended,
}
