using Orleans.Concurrency;

namespace Sanctum.Settings;

/// <summary>A tenant's message mode, and the only writer of it; keyed <c>{tenant}/settings</c>.</summary>
[Alias("sanctum.IMessageModeGrain")]
public interface IMessageModeGrain : IGrainWithStringKey
{
    /// <summary>The mode in force; it is read from memory.</summary>
    [AlwaysInterleave, ReadOnly, Alias("Get")]
    Task<MessageModeState> Get();

    /// <summary>Changes the mode, durably. Every silo that follows gets it at once. Safe to repeat.</summary>
    [Alias("Change")]
    Task<MessageModeState> Change(MessageMode mode);

    /// <summary>The mode in force, once its revision is not <paramref name="known"/>, or after a while.</summary>
    [AlwaysInterleave, Alias("Follow")]
    Task<MessageModeState> Follow(long known, CancellationToken cancellationToken);
}

/// <summary>What becomes of messages.</summary>
public enum MessageMode
{
    /// <summary>Agents answer them.</summary>
    Live = 0,

    /// <summary>They are kept, and nobody answers them.</summary>
    Listen = 1,

    /// <summary>They are sent back as they came, without a model.</summary>
    Echo = 2,

    /// <summary>Agents answer them, but nothing is posted: what is meant for a platform waits in the outbox.</summary>
    Test = 3,
}

/// <summary>The message mode in force.</summary>
/// <param name="Mode">The mode.</param>
/// <param name="Revision">Grows with every change; 0 where the configuration decides.</param>
/// <param name="Since">When an operator chose it, UTC; null where the configuration decides.</param>
[GenerateSerializer, Immutable, Alias("sanctum.message-mode-state")]
public sealed record MessageModeState(
    [property: Id(0)] MessageMode Mode, [property: Id(1)] long Revision = 0, [property: Id(2)] DateTimeOffset? Since = null);
