using Sanctum.Errors;
using Sanctum.Identity;
using Sanctum.Trust;

namespace Sanctum.Memory;

/// <summary>What an edit becomes by the versions of its block: merged, undone or returned to. It writes nothing.</summary>
internal sealed class BlockHistory(IBlockVersions versions)
{
    /// <summary>A page of versions, newest first.</summary>
    /// <exception cref="NotFoundException">There never was such a block.</exception>
    public async Task<BlockVersionPage> List(GrainKey agent, string label, int? after, int limit)
    {
        var items = await versions.List(agent, label, after ?? int.MaxValue, limit + 1, CancellationToken.None);
        if (items.IsEmpty && after is null)
            throw new NotFoundException("memory block", label);
        return items.Length > limit
            ? new BlockVersionPage(items[..limit], items[limit - 1].Version)
            : new BlockVersionPage(items, null);
    }

    /// <summary>A version with its text and diff.</summary>
    /// <exception cref="NotFoundException">There is no such version.</exception>
    public async Task<BlockVersion> Get(GrainKey agent, string label, int version) =>
        (await Require(agent, label, version)).Shown;

    /// <summary>The last version that a label had; 0 where it had none.</summary>
    public async Task<int> LastOf(GrainKey agent, string label) =>
        (await versions.LastOf(agent, [label], CancellationToken.None)).GetValueOrDefault(label);

    /// <summary>
    /// The edit as it is to be applied to the present block: itself, or the merge of it and of what changed since its version.
    /// </summary>
    /// <exception cref="BlockConflictException">Both concern the same lines, or no block was expected.</exception>
    /// <exception cref="InvalidRequestException">There is no such version, or the text to replace is not in it.</exception>
    public async Task<MemoryEdit> Merge(GrainKey agent, MemoryEdit edit, MemoryBlock? present)
    {
        if (edit.BaseVersion is not { } version || version == (present?.Version ?? 0))
            return edit;
        if (version == 0)
            throw Conflict(
                $"There is a block '{edit.Label}' already, with version {present!.Version}.", present, kept: null, original: "",
                edit.Text);
        var kept = await versions.Find(agent, edit.Label, version, CancellationToken.None)
            ?? throw new InvalidRequestException("version", $"{version} is not a version of block '{edit.Label}'.");
        var proposed = BlockEditing.ValueOf(kept.After, edit);
        if (present is null)
            throw Conflict($"Block '{edit.Label}' was deleted after version {version}.", present, kept, kept.After, proposed);
        if (IsOverwritten(edit.Description, kept.Version.Description, present.Description)
            || IsOverwritten(edit.Limit, kept.Version.Limit, present.Limit))
            throw Conflict(
                $"The description or the limit of block '{edit.Label}' has changed since version {version}; the edit sets it.",
                present, kept, kept.After, proposed);
        // A line that is added overwrites nothing.
        if (edit.Kind == MemoryEditKind.Append)
            return edit;
        return TextMerge.Merge(kept.After, present.Value, proposed) is { } merged
            ? edit with
            {
                Kind = MemoryEditKind.Write,
                Text = merged,
                OldText = null,
                Trust = TrustLevels.Lowest(edit.Trust, present.Trust),
            }
            : throw Conflict(
                $"Block '{edit.Label}' has version {present.Version}; what changed since version {version} concerns the same " +
                "lines.",
                present, kept, kept.After, proposed);
    }

    /// <summary>The edit that takes a change out of the present text.</summary>
    /// <exception cref="NotFoundException">There is no such version, or no block any more.</exception>
    /// <exception cref="BlockConflictException">Later changes concern the same lines.</exception>
    public async Task<MemoryEdit> Undo(GrainKey agent, MemoryEdit undo, int version, MemoryBlock? present)
    {
        var change = await Require(agent, undo.Label, version);
        if (present is null && change.Version.Kind != BlockChangeKind.Delete)
            throw new NotFoundException("memory block", undo.Label);
        var before = change.Before ?? "";
        var text = TextMerge.Merge(change.After, present?.Value ?? "", before)
            ?? throw Conflict(
                $"Changes of block '{undo.Label}' after version {version} concern the same lines.", present, change,
                change.After, before);
        return undo with
        {
            Text = text,
            Description = present?.Description == change.Version.Description ? change.BeforeDescription : null,
            Limit = (present?.Limit == change.Version.Limit ? change.BeforeLimit : null) ?? LimitFor(text, present),
            // What became of the text is as it was before the change, or still holds what came after it.
            Trust = text == before || present is null
                ? change.BeforeTrust
                : TrustLevels.Lowest(present.Trust, change.BeforeTrust),
        };
    }

    /// <summary>The edit that makes the block what it was.</summary>
    /// <exception cref="NotFoundException">There is no such version.</exception>
    /// <exception cref="InvalidRequestException">It is a deletion.</exception>
    public async Task<MemoryEdit> Restore(GrainKey agent, MemoryEdit restore, int version, MemoryBlock? present)
    {
        var change = await Require(agent, restore.Label, version);
        if (change.Version.Kind == BlockChangeKind.Delete)
            throw new InvalidRequestException("version", $"{version} is the deletion of block '{restore.Label}'.");
        return restore with
        {
            Text = change.After,
            Description = change.Version.Description,
            Limit = change.Version.Limit ?? LimitFor(change.After, present),
            Trust = change.Version.Trust,
        };
    }

    private async Task<KeptChange> Require(GrainKey agent, string label, int version) =>
        await versions.Find(agent, label, version, CancellationToken.None)
            ?? throw new NotFoundException("version", FormattableString.Invariant($"{version} of memory block {label}"));

    // What an earlier build kept of a version is not all of it.
    private static bool IsOverwritten<T>(T? set, T? before, T? present) =>
        set is not null && before is not null && !Equals(before, present) && !Equals(set, present);

    // A block that was deleted by an earlier build had a limit that is not known.
    private static int? LimitFor(string text, MemoryBlock? present) =>
        present is null && text.Length > BlockEditing.DefaultLimit ? text.Length : null;

    private static BlockConflictException Conflict(
        string message, MemoryBlock? present, KeptChange? kept, string original, string proposed) =>
        new(message, present?.Version ?? 0, original, present?.Value ?? "", proposed)
        {
            Trust = TrustLevels.Lowest(present?.Trust ?? TrustLevel.Operator, kept?.Version.Trust ?? TrustLevel.Operator),
        };
}
