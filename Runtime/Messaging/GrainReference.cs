using System.Diagnostics;
using System.Reflection;
using Orleans.Runtime;
using Sanctum.Runtime.Activation;

namespace Sanctum.Runtime.Messaging;

/// <summary>
/// A grain as its callers hold it: a proxy that turns each method call into a request to the grain's activation. It is
/// public only because proxies are generated in an assembly of their own.
/// </summary>
public class GrainReference : DispatchProxy, IEquatable<GrainReference>
{
    private IReadOnlyDictionary<MethodInfo, GrainMethod> _methods = null!;
    private GrainActivation? _lastActivation;

    internal GrainCatalog Catalog { get; private set; } = null!;

    /// <summary>The grain's identity.</summary>
    public GrainId GrainId { get; private set; }

    internal GrainClass Class { get; private set; } = null!;

    /// <inheritdoc/>
    public bool Equals(GrainReference? other) => other is not null && other.GrainId == GrainId;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as GrainReference);

    /// <inheritdoc/>
    public override int GetHashCode() => GrainId.GetHashCode();

    /// <inheritdoc/>
    public override string ToString() => $"reference to {GrainId}";

    internal void Describe(IReadOnlyDictionary<MethodInfo, GrainMethod> methods) => _methods = methods;

    // References are made all the time, and a copy costs a fraction of a proxy that reflection makes.
    internal GrainReference For(GrainCatalog catalog, GrainClass grainClass, GrainId id)
    {
        var reference = (GrainReference)MemberwiseClone();
        reference.Catalog = catalog;
        reference.Class = grainClass;
        reference.GrainId = id;
        return reference;
    }

    internal Task<TResult> Send<TResult>(GrainMethod method, object?[] arguments)
    {
        if (method.CancellationIndex >= 0 && MayCancel(method, arguments))
            return SendCancellable<TResult>(method, arguments);
        var call = NewCall<TResult>(method, arguments);
        Deliver(call);
        return call.Task;
    }

    internal void Deliver(Request request)
    {
        if (_lastActivation is { } known && known.TryAccept(request))
            return;
        _lastActivation = Catalog.Dispatch(Class, GrainId, request);
    }

    /// <inheritdoc/>
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => _methods[targetMethod!].Send(this, args ?? []);

    private GrainCall<TResult> NewCall<TResult>(GrainMethod method, object?[] arguments) => new()
    {
        Method = method,
        Arguments = Catalog.Copier.CopyArguments(arguments),
        Context = RequestContext.Values,
        Cause = Activity.Current,
        ExpiresAt = Request.ExpiryAfter(method.Timeout ?? Catalog.ResponseTimeout),
        Began = Catalog.Meter.Begin(),
    };

    private bool MayCancel(GrainMethod method, object?[] arguments) =>
        Catalog.CancelsOnTimeout || ((CancellationToken)arguments[method.CancellationIndex]!).CanBeCanceled;

    // As on a cluster, a caller that cancels goes on at once, and the callee hears of it by a token of its own. Where
    // the silo is told so, it hears also when the caller's time is over.
    private async Task<TResult> SendCancellable<TResult>(GrainMethod method, object?[] arguments)
    {
        var cancellation = (CancellationToken)arguments[method.CancellationIndex]!;
        cancellation.ThrowIfCancellationRequested();
        using var callee = new CancellationTokenSource();
        arguments[method.CancellationIndex] = callee.Token;
        var call = NewCall<TResult>(method, arguments);
        using var registration = cancellation.UnsafeRegister(
            static (state, token) => ((Request)state!).Fail(new OperationCanceledException(token)), call);
        Deliver(call);
        try
        {
            return await call.Task;
        }
        catch (Exception exception) when (exception is OperationCanceledException || (exception is TimeoutException && Catalog.CancelsOnTimeout))
        {
            await callee.CancelAsync();
            throw;
        }
    }
}
