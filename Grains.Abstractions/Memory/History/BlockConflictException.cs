using Sanctum.Errors;
using Sanctum.Trust;

namespace Sanctum.Memory;

/// <summary>Two changes of a block concern the same lines; nothing was changed.</summary>
[GenerateSerializer, Alias("sanctum.memory-block-conflict")]
public sealed class BlockConflictException : SanctumException
{
    /// <summary>Refuses a change with the three texts.</summary>
    public BlockConflictException(string message, int version, string baseText, string present, string proposed) : base(message)
    {
        Version = version;
        BaseText = baseText;
        Present = present;
        Proposed = proposed;
    }

    /// <summary>The block's version now; 0 if there is no such block any more.</summary>
    [Id(0)]
    public int Version { get; }

    /// <summary>The text that both changes were made from.</summary>
    [Id(1)]
    public string BaseText { get; }

    /// <summary>The text now.</summary>
    [Id(2)]
    public string Present { get; }

    /// <summary>What the refused change makes of <see cref="BaseText"/>.</summary>
    [Id(3)]
    public string Proposed { get; }

    /// <summary>How far the texts are trusted: as far as the least of them.</summary>
    [Id(4)]
    public TrustLevel Trust { get; init; }
}
