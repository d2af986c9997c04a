using System.Collections.Immutable;
using System.Globalization;
using Sanctum.Storage;

namespace Sanctum.Portability;

/// <summary>
/// What an import takes and what not, entry by entry. If there are more parts than the limit, those that were not taken are
/// listed first, then those with a note.
/// </summary>
internal sealed class ImportReport
{
    private const int MaxNameCharacters = 128;
    private const int MaxNoteCharacters = 500;

    private readonly List<(int Place, ImportedPart Part)> _left = [];
    private readonly List<(int Place, ImportedPart Part)> _noted = [];
    private readonly List<(int Place, ImportedPart Part)> _taken = [];
    private int _count;

    /// <summary>How many secrets the file held.</summary>
    public int Secrets { get; set; }

    /// <summary>How many parts the agent does not have, also those that are not listed.</summary>
    public int Left { get; private set; }

    /// <summary>The agent has it.</summary>
    public void Take(string part, string name, string note = "") =>
        Add(note.Length > 0 ? _noted : _taken, part, name, isTaken: true, note);

    /// <summary>The agent does not have it.</summary>
    public void Leave(string part, string name, string note)
    {
        Left++;
        Add(_left, part, name, isTaken: false, note);
    }

    /// <summary>All parts in the order of the file, as far as there is room.</summary>
    public ImmutableArray<ImportedPart> Parts
    {
        get
        {
            var parts = _left.Concat(_noted).Concat(_taken);
            return _count <= ImportedAgent.MaxParts
                ? [.. InOrder(parts)]
                : [.. InOrder(parts.Take(ImportedAgent.MaxParts - 1)), Rest()];
        }
    }

    private static IEnumerable<ImportedPart> InOrder(IEnumerable<(int Place, ImportedPart Part)> parts) =>
        parts.OrderBy(one => one.Place).Select(one => one.Part);

    private ImportedPart Rest()
    {
        const int listed = ImportedAgent.MaxParts - 1;
        return new ImportedPart(
            "", "", IsTaken: false,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{_count - listed} more parts are not listed; {Math.Max(0, Left - listed)} of them were not taken."));
    }

    private void Add(List<(int Place, ImportedPart Part)> parts, string part, string name, bool isTaken, string note)
    {
        _count++;
        if (parts.Count < ImportedAgent.MaxParts)
            parts.Add((_count, new ImportedPart(
                part, StorableText.Cut(name, MaxNameCharacters, "…"), isTaken,
                StorableText.Cut(note, MaxNoteCharacters, "…"))));
    }
}
