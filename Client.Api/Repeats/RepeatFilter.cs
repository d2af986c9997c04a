using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using Orleans.Serialization.Invocation;
using Sanctum.Calls;
using Sanctum.Edge;
using Sanctum.Problems;

namespace Sanctum.Repeats;

/// <summary>
/// Repeats the grain calls of a request that are safe to repeat, until the cluster has recovered from the death of a silo or the
/// request's deadline is over: all calls of a GET, and those of <c>[ReadOnly]</c> and <c>[Idempotent]</c> methods.
/// </summary>
/// <remarks>
/// A call that failed is made again after a pause. One that has not answered, because the silo that had it is gone, is made again
/// beside it, and the first answer of either counts. Calls of grains pass by.
/// </remarks>
internal sealed class RepeatFilter(
    IOptionsMonitor<GatewayOptions> options, RepeatMeter meter, IHostApplicationLifetime lifetime,
    TimeProvider clock) : IOutgoingGrainCallFilter
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan MaxPause = TimeSpan.FromMilliseconds(400);

    private readonly ConcurrentDictionary<MethodInfo, bool> _isIdempotent = new();

    private TimeProvider Clock => clock;

    private RepeatMeter Meter => meter;

    private bool IsStopping => lifetime.ApplicationStopping.IsCancellationRequested;

    public Task Invoke(IOutgoingGrainCallContext context) =>
        context.SourceContext is null && RequestDeadline.Current is { } deadline
            && IsRepeatable(context.InterfaceMethod, deadline)
            ? new Tries(context, deadline.EndOfCall(), this).Run()
            : context.Invoke();

    private bool IsRepeatable(MethodInfo method, RequestDeadline deadline) =>
        ReissuedCall.IsPossible(method) && ((deadline.IsRead && IsOurs(method)) || _isIdempotent.GetOrAdd(method, IsIdempotent));

    // Orleans' streams make calls too, and none of those only reads.
    private static bool IsOurs(MethodInfo method) =>
        method.DeclaringType?.Namespace?.StartsWith(nameof(Sanctum), StringComparison.Ordinal) is true;

    private static bool IsIdempotent(MethodInfo method) =>
        method.IsDefined(typeof(IdempotentAttribute)) || method.IsDefined(typeof(ReadOnlyAttribute));

    private TimeSpan Left(long end) => clock.GetElapsedTime(clock.GetTimestamp(), end);

    // A method with a timeout of its own takes as long as another system does; one that waits takes as long as it is asked to.
    private TimeSpan Patience(IOutgoingGrainCallContext call, ReissuedCall again) =>
        (call.Request.GetDefaultResponseTimeout() ?? options.CurrentValue.TryTimeout) + again.Wait;

    /// <summary>The tries of one call.</summary>
    private sealed class Tries(IOutgoingGrainCallContext call, long end, RepeatFilter filter)
    {
        private static readonly object Unchanged = new();

        // Those that have not answered: a late answer is as good as any.
        private readonly List<Task<object?>> _open = [];

        public async Task Run()
        {
            var again = new ReissuedCall(call);
            var patience = filter.Patience(call, again);
            _open.Add(Original(call.Invoke()));
            for (var tries = 1; ; tries++)
            {
                // A call that begins late has one whole try all the same.
                var left = tries == 1 ? patience : filter.Left(end);
                var (hasAnswered, failure) = await NextAnswer(patience < left ? patience : left);
                if (hasAnswered)
                    return;
                if (filter.Left(end) <= TimeSpan.Zero || filter.IsStopping)
                    throw new ProblemException(
                        Problem.ClusterUnavailable(),
                        $"{call.MethodName} was tried {tries} times: {failure?.Message ?? "no answer"}");
                filter.Meter.Repeated(failure is null ? RepeatMeter.NoAnswer : RepeatMeter.Failed);
                if (failure is null)
                    patience *= 2;
                else
                    await Pause(tries);
                _open.Add(RequestDeadline.Outside(again.Make));
            }
        }

        private static async Task<object?> Original(Task invocation)
        {
            await invocation;
            return Unchanged;
        }

        private async Task<(bool HasAnswered, Exception? Failure)> NextAnswer(TimeSpan wait)
        {
            // Most calls answer at once.
            if (_open is [{ IsCompletedSuccessfully: true } first])
            {
                Accept(await first);
                return (true, null);
            }
            using var timer = new CancellationTokenSource(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, filter.Clock);
            var ended = new TaskCompletionSource<object?>(TaskCreationOptions.RunContinuationsAsynchronously);
            await using var registration = timer.Token.Register(() => ended.TrySetResult(null));
            var answered = await Task.WhenAny(_open.Append(ended.Task));
            if (answered == ended.Task)
                return (false, null);
            _open.Remove(answered);
            try
            {
                Accept(await answered);
                return (true, null);
            }
            catch (Exception exception) when (ClusterFailure.Is(exception))
            {
                return (false, exception);
            }
        }

        private void Accept(object? result)
        {
            if (result == Unchanged)
                return;
            if (call.InterfaceMethod.ReturnType == typeof(Task))
                call.Response = Response.Completed;
            else
                call.Result = result;
        }

        [SuppressMessage("ApiDesign", "RS0030", Justification = "Jitter: callers that failed together must not repeat together.")]
        private Task Pause(int tries)
        {
            var longest = FirstPause * Math.Pow(2, Math.Min(tries - 1, 6));
            var pause = (longest < MaxPause ? longest : MaxPause) * (0.5 + (Random.Shared.NextDouble() / 2));
            return Task.Delay(pause, filter.Clock);
        }
    }
}
