using System.Diagnostics.CodeAnalysis;
using Orleans.Runtime;
using Sanctum.Runtime.Activation;

namespace Orleans.Runtime
{
    /// <summary>How a grain timer ticks.</summary>
    public readonly struct GrainTimerCreationOptions()
    {
        /// <summary>Sets both times; <see cref="Timeout.InfiniteTimeSpan"/> means never.</summary>
        [SetsRequiredMembers]
        public GrainTimerCreationOptions(TimeSpan dueTime, TimeSpan period) : this()
        {
            DueTime = dueTime;
            Period = period;
        }

        /// <summary>Time to the first tick.</summary>
        public required TimeSpan DueTime { get; init; }

        /// <summary>Time from the end of a tick to the next.</summary>
        public required TimeSpan Period { get; init; }

        /// <summary>Whether ticks run while other requests wait.</summary>
        public bool Interleave { get; init; }

        /// <summary>Whether ticks keep the activation in memory.</summary>
        public bool KeepAlive { get; init; }
    }

    /// <summary>A timer of one activation; it ends with it.</summary>
    public interface IGrainTimer : IDisposable
    {
        /// <summary>Sets new times.</summary>
        void Change(TimeSpan dueTime, TimeSpan period);
    }
}

namespace Orleans
{
    /// <summary>Timers and life of a grain, also for grain classes that do not derive from <see cref="Grain"/>.</summary>
    public static class GrainBaseExtensions
    {
        /// <summary>Starts a timer whose ticks are turns of the grain and never overlap.</summary>
        public static IGrainTimer RegisterGrainTimer(
            this IGrainBase grain, Func<CancellationToken, Task> callback, GrainTimerCreationOptions options) =>
            GrainActivation.Of(grain).AddTimer(callback, options);

        /// <inheritdoc cref="RegisterGrainTimer(IGrainBase, Func{CancellationToken, Task}, GrainTimerCreationOptions)"/>
        public static IGrainTimer RegisterGrainTimer(this IGrainBase grain, Func<Task> callback, GrainTimerCreationOptions options) =>
            GrainActivation.Of(grain).AddTimer(_ => callback(), options);

        /// <inheritdoc cref="RegisterGrainTimer(IGrainBase, Func{CancellationToken, Task}, GrainTimerCreationOptions)"/>
        public static IGrainTimer RegisterGrainTimer<TState>(
            this IGrainBase grain, Func<TState, CancellationToken, Task> callback, TState state, GrainTimerCreationOptions options) =>
            GrainActivation.Of(grain).AddTimer(token => callback(state, token), options);

        /// <inheritdoc cref="RegisterGrainTimer(IGrainBase, Func{CancellationToken, Task}, GrainTimerCreationOptions)"/>
        public static IGrainTimer RegisterGrainTimer(
            this IGrainBase grain, Func<CancellationToken, Task> callback, TimeSpan dueTime, TimeSpan period) =>
            GrainActivation.Of(grain).AddTimer(callback, new GrainTimerCreationOptions { DueTime = dueTime, Period = period });

        /// <summary>Ends the activation once its running requests are done.</summary>
        public static void DeactivateOnIdle(this IGrainBase grain) =>
            grain.GrainContext.Deactivate(new(DeactivationReasonCode.ApplicationRequested, "DeactivateOnIdle was called."));
    }
}
