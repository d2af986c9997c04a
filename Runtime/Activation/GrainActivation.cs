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
    private readonly RequestQueue _requests;
    private readonly TaskCompletionSource _deactivated = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Dictionary<Type, object>? _components;
    private CancellationTokenSource? _ending;
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
        _requests = new RequestQueue(grainClass);
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
                return _state == ActivationState.Valid && _requests.Count == 0;
        }
    }

    /// <summary>How many requests a new one would have to share it with; the most if it is ending.</summary>
    public int Load
    {
        get
        {
            lock (_gate)
                return _state >= ActivationState.Deactivating ? int.MaxValue : _requests.Count;
        }
    }

    /// <summary>Cancelled when the activation is to end; for work that would otherwise hold it back without a bound.</summary>
    public CancellationToken Ending
    {
        get
        {
            lock (_gate)
                return _state >= ActivationState.Deactivating ? new CancellationToken(canceled: true) : (_ending ??= new()).Token;
        }
    }

    /// <summary>How long nothing has used it; zero while something does, or while it asked to be kept.</summary>
    public TimeSpan IdleTime(long now)
    {
        lock (_gate)
        {
            var inUse = _state != ActivationState.Valid || _requests.Count > 0 || now < _keepUntil;
            return inUse ? TimeSpan.Zero : TimeSpan.FromMilliseconds(now - _lastUsed);
        }
    }

    /// <summary>Something that belongs to this activation and that another part of the runtime keeps here.</summary>
    public T Component<T>() where T : class, new()
    {
        lock (_scheduler)
        {
            _components ??= [];
            if (!_components.TryGetValue(typeof(T), out var component))
                _components[typeof(T)] = component = new T();
            return (T)component;
        }
    }

    /// <summary>
    /// Takes a request, unless the activation has ended. What arrives while it is ending waits, and goes to its successor in order.
    /// </summary>
    public bool TryAccept(Request request)
    {
        lock (_gate)
        {
            if (_state == ActivationState.Ended || (_state == ActivationState.Deactivating && request.EndsWithActivation))
                return false;
            if (request.KeepsActivationAlive)
                _lastUsed = Environment.TickCount64;
            if (_state == ActivationState.Valid && _requests.TryStart(request, _allowedChains))
                Start(request);
            else
                _requests.Wait(request);
        }
        return true;
    }

    /// <summary>Makes the grain, reads its state, calls <c>OnActivateAsync</c>; then requests may run.</summary>
    public void Activate()
    {
        Catalog.Meter.Created();
        OnScheduler(ActivateAsync);
    }

    public void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            if (_state >= ActivationState.Deactivating)
                return;
            _reason = deactivationReason;
            var wasActivating = _state == ActivationState.Activating;
            _state = ActivationState.Deactivating;
            if (!wasActivating && _requests.Running == 0)
                OnScheduler(DeactivateAsync);
        }
        _ending?.Cancel();
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
        List<Request>? expired;
        lock (_gate)
            expired = _requests.TakeExpired(now);
        foreach (var request in expired ?? [])
        {
            if (!request.IsAbandoned)
                Catalog.Meter.TimedOut();
            request.Fail(new TimeoutException($"{request.Description} on {GrainId} did not answer in time."));
        }
    }

    private void OnScheduler(Func<Task> work)
    {
        using var flow = SuppressedFlow.Begin();
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, _scheduler);
    }

    // Call under the gate.
    private void Start(Request request)
    {
        using var flow = SuppressedFlow.Begin();
        Task.Factory.StartNew(
            static state => ((RunningRequest)state!).Run(), new RunningRequest(this, request),
            CancellationToken.None, TaskCreationOptions.DenyChildAttach, _scheduler);
    }

    private void Finish(Request request)
    {
        lock (_gate)
        {
            _requests.Finish(request);
            if (request.KeepsActivationAlive)
                _lastUsed = Environment.TickCount64;
            if (_state == ActivationState.Valid)
                StartWaiting();
            else if (_state == ActivationState.Deactivating && _requests.Running == 0)
                OnScheduler(DeactivateAsync);
        }
    }

    // Call under the gate. Requests start in order; one that must wait holds back those behind it that may not interleave.
    private void StartWaiting()
    {
        while (_requests.StartNext(_allowedChains) is { } request)
            Start(request);
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
            Catalog.Meter.FailedToActivate();
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
        await Release();
        foreach (var request in End())
            request.Fail(cause);
        _deactivated.TrySetResult();
    }

    private async Task DeactivateAsync()
    {
        try
        {
            using var limit = new CancellationTokenSource(Catalog.DeactivationTimeout);
            await ((IGrainBase)Grain).OnDeactivateAsync(_reason, limit.Token).WaitAsync(limit.Token);
        }
        catch (Exception exception)
        {
            // The activation ends all the same: its rows are the truth, not its memory.
            RuntimeLog.DeactivationFailed(Catalog.Logger, exception, GrainId);
        }
        await Release();
        foreach (var request in End())
        {
            if (!request.EndsWithActivation && !request.IsAbandoned)
                Catalog.Dispatch(Class, GrainId, request);
        }
        _deactivated.TrySetResult();
    }

    // From here on the grain's id is free for a successor.
    private IReadOnlyCollection<Request> End()
    {
        IReadOnlyCollection<Request> left;
        lock (_gate)
        {
            _state = ActivationState.Ended;
            left = _requests.TakeWaiting();
        }
        Catalog.Remove(this);
        Catalog.Meter.Destroyed();
        return left;
    }

    private async Task Release()
    {
        try
        {
            foreach (var timer in _timers?.ToList() ?? [])
                timer.Dispose();
            if (_grain is IAsyncDisposable asyncDisposable)
                await asyncDisposable.DisposeAsync();
            else if (_grain is IDisposable disposable)
                disposable.Dispose();
            if (_scope is { } scope)
                await scope.DisposeAsync();
        }
        catch (Exception exception)
        {
            // A grain that cannot be disposed must not keep its successor from starting.
            RuntimeLog.DeactivationFailed(Catalog.Logger, exception, GrainId);
        }
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
