using System.Collections.Immutable;
using System.Globalization;
using Sanctum.Storage;

namespace Sanctum.Portability;

/// <summary>What an import takes and what not, entry by entry.</summary>
internal sealed class ImportReport
{
    private const int MaxNameCharacters = 128;
    private const int MaxNoteCharacters = 500;

    private readonly List<ImportedPart> _parts = [];
    private int _dropped;

    /// <summary>How many secrets the file held.</summary>
    public int Secrets { get; set; }

    /// <summary>The agent has it.</summary>
    public void Take(string part, string name, string note = "") => Add(part, name, isTaken: true, note);

    /// <summary>The agent does not have it.</summary>
    public void Leave(string part, string name, string note) => Add(part, name, isTaken: false, note);

    /// <summary>All parts, as far as there is room.</summary>
    public ImmutableArray<ImportedPart> Parts => _dropped == 0
        ? [.. _parts]
        :
        [
            .. _parts.Take(ImportedAgent.MaxParts - 1),
            new ImportedPart(
                "", "", IsTaken: false,
                string.Create(CultureInfo.InvariantCulture, $"{_dropped + 1} more parts are not listed.")),
        ];

    private void Add(string part, string name, bool isTaken, string note)
    {
        if (_parts.Count == ImportedAgent.MaxParts)
            _dropped++;
        else
            _parts.Add(new ImportedPart(
                part, StorableText.Cut(name, MaxNameCharacters, "…"), isTaken,
                StorableText.Cut(note, MaxNoteCharacters, "…")));
    }
}
