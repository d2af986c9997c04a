namespace Sanctum.Memory;

/// <summary>How one text becomes another: one piece of it is replaced.</summary>
/// <param name="Start">Where the piece begins, in UTF-16 units.</param>
/// <param name="Removed">How long it is.</param>
/// <param name="Added">What is there instead.</param>
internal readonly record struct TextSplice(int Start, int Removed, string Added)
{
    /// <summary>The splice that changes nothing.</summary>
    public static readonly TextSplice None = new(0, 0, "");

    /// <summary>The shortest splice that makes one text the other; it cuts no surrogate pair.</summary>
    public static TextSplice Between(string before, string after)
    {
        var head = before.AsSpan().CommonPrefixLength(after);
        if (head > 0 && char.IsHighSurrogate(before[head - 1]))
            head--;
        var tail = 0;
        var most = Math.Min(before.Length, after.Length) - head;
        while (tail < most && before[^(tail + 1)] == after[^(tail + 1)])
            tail++;
        if (tail > 0 && char.IsLowSurrogate(before[^tail]))
            tail--;
        return new TextSplice(head, before.Length - head - tail, after[head..^tail]);
    }

    /// <summary>The text after.</summary>
    /// <param name="before">The text before.</param>
    public string Apply(string before) =>
        string.Concat(before.AsSpan(0, Start), Added, before.AsSpan(Start + Removed));
}
