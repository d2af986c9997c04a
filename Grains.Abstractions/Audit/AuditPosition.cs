using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Sanctum.Audit;

/// <summary>A place in a tenant's audit chain: enough to prove later that everything up to it is as it was.</summary>
/// <param name="Seq">Counts the entries of the chain from 1, without gaps.</param>
/// <param name="Hash">SHA-256 of that entry and of all before it, 64 lower-case hexadecimal digits.</param>
[GenerateSerializer, Immutable, Alias("sanctum.audit-position")]
public sealed record AuditPosition([property: Id(0)] long Seq, [property: Id(1)] string Hash)
{
    /// <summary>What a position looks like as text.</summary>
    public const string Form = "NUMBER:HASH, a number from 1 and 64 hexadecimal digits";

    private const int HashDigits = 64;

    /// <summary>Reads <c>{seq}:{hash}</c>, or answers false.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out AuditPosition? position)
    {
        position = text?.Split(':') is [var number, { Length: HashDigits } hash]
            && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var seq) && seq > 0
            && hash.All(char.IsAsciiHexDigit)
                ? new AuditPosition(seq, hash.ToLowerInvariant())
                : null;
        return position is not null;
    }

    /// <summary>The text that <see cref="TryParse"/> reads.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Seq}:{Hash}");
}

/// <summary>The place of an entry in the chain.</summary>
/// <param name="Seq">Counts the entries of the chain from 1, without gaps.</param>
/// <param name="Previous">The hash of the entry before it; zeros for the first one.</param>
/// <param name="Hash">SHA-256 of the entry, its place and <paramref name="Previous"/>.</param>
[GenerateSerializer, Immutable, Alias("sanctum.audit-seal")]
public sealed record AuditSeal([property: Id(0)] long Seq, [property: Id(1)] string Previous, [property: Id(2)] string Hash);

/// <summary>Where a place that was kept is now.</summary>
public enum AuditPlace
{
    /// <summary>The chain holds it.</summary>
    Found,

    /// <summary>The chain has something else there, or ends before it.</summary>
    Missing,

    /// <summary>Retention has removed that entry, so nothing can be said of it.</summary>
    Removed,
}
