namespace Sanctum.Memory;

/// <summary>Merges two changes of one text by lines.</summary>
internal static class TextMerge
{
    /// <summary>
    /// The text with both changes. Changes of neighbouring lines are both made; a change that both sides make is made once.
    /// </summary>
    /// <param name="original">The text that both sides changed.</param>
    /// <param name="ours">What one side made of it.</param>
    /// <param name="theirs">What the other made of it.</param>
    /// <returns>The merged text, or null where both sides changed the same lines, or added lines at the same place.</returns>
    public static string? Merge(string original, string ours, string theirs)
    {
        if (ours == theirs || theirs == original)
            return ours;
        if (ours == original)
            return theirs;
        var (lines, our, their) = (LineDiff.LinesOf(original), LineDiff.LinesOf(ours), LineDiff.LinesOf(theirs));
        var changes = Side(lines, our).Concat(Side(lines, their))
            .OrderBy(change => change.At.Start).ThenBy(change => change.At.Removed).ToArray();
        var merged = new List<string>();
        var at = 0;
        Change? last = null;
        foreach (var change in changes)
        {
            if (last is not null && last.IsSameAs(change))
                continue;
            // The changes are in order, so one that meets an earlier one meets the one that ends last: that is the last one made.
            if (last is not null && last.Meets(change))
                return null;
            merged.AddRange(lines[at..change.At.Start]);
            merged.AddRange(change.Lines);
            at = change.At.End;
            last = change;
        }
        merged.AddRange(lines[at..]);
        return string.Join('\n', merged);
    }

    private static IEnumerable<Change> Side(string[] before, string[] after) =>
        LineDiff.Between(before, after).Select(change => new Change(
            change, after[change.AddedAt..(change.AddedAt + change.Added)]));

    private sealed record Change(LineChange At, string[] Lines)
    {
        public bool IsSameAs(Change other) =>
            At.Start == other.At.Start && At.Removed == other.At.Removed && Lines.AsSpan().SequenceEqual(other.Lines);

        // Two additions at one place meet, since nothing says which comes first; an addition beside changed lines does not.
        public bool Meets(Change later) =>
            later.At.Start < At.End || (At.Removed == 0 && later.At.Removed == 0 && At.Start == later.At.Start);
    }
}
