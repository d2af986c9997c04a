using System.Diagnostics;

namespace Sanctum.Embeddings;

/// <summary>
/// The vectors of one agent's texts in memory, searched one after the other. Each is <see cref="QuantizedVector"/>'s bytes,
/// so the search reads one byte for each dimension; what fails a filter is not read.
/// </summary>
/// <remarks>
/// Not safe for several threads at once. Memory for each vector: the dimensions, 100 to 200 bytes as lists grow, and the texts of
/// its id, which is not shared here. Sources and tags are shared as long as they are fewer than the vectors. The order of
/// vectors has no meaning: a removed one is replaced by the last.
/// </remarks>
internal sealed class VectorIndex<TKey>(int capacity)
    where TKey : notnull
{
    private const int ChunkVectors = 1_024;
    private const int Alignment = 64;

    private readonly Dictionary<TKey, int> _places = [];
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private readonly List<Entry> _entries = [];
    private readonly List<sbyte[]> _chunks = [];
    private int _dimensions;
    private int _stride;

    public int Count => _entries.Count;

    /// <summary>Whether another vector would not be taken.</summary>
    public bool IsFull => _entries.Count >= capacity;

    /// <summary>Whether a vector was not taken, because the index was full or had other dimensions.</summary>
    public bool HasGaps { get; private set; }

    /// <summary>Whether a text has a vector here.</summary>
    public bool Has(TKey id) => _places.ContainsKey(id);

    /// <summary>Adds a vector or replaces it; one of an earlier text changes nothing.</summary>
    public void Put(EmbeddedText<TKey> text)
    {
        var values = QuantizedVector.ValuesOf(text.Vector);
        if (_dimensions == 0)
            (_dimensions, _stride) = (values.Length, (values.Length + Alignment - 1) / Alignment * Alignment);
        var isKnown = _places.TryGetValue(text.Id, out var place);
        if (values.Length != _dimensions || (!isKnown && IsFull))
        {
            HasGaps = true;
            return;
        }
        if (isKnown && _entries[place].Version > text.Version)
            return;
        if (!isKnown)
            place = Append(text.Id);
        _entries[place] = new Entry(
            text.Id, text.Version, QuantizedVector.ScaleOf(text.Vector), text.CreatedAt, Shared(text.Source),
            [.. text.Tags.Select(Shared)]);
        values.CopyTo(VectorAt(place));
    }

    /// <summary>Takes over what filters ask for of a text; nothing if it has no vector here.</summary>
    public void Describe(TKey id, string source, IEnumerable<string> tags)
    {
        if (_places.TryGetValue(id, out var place))
            _entries[place] = _entries[place] with { Source = Shared(source), Tags = [.. tags.Select(Shared)] };
    }

    public void Remove(TKey id)
    {
        if (!_places.Remove(id, out var place))
            return;
        var last = _entries.Count - 1;
        if (place != last)
        {
            VectorAt(last).CopyTo(VectorAt(place));
            _entries[place] = _entries[last];
            _places[_entries[place].Id] = place;
        }
        _entries.RemoveAt(last);
        if (_chunks.Count > (last / ChunkVectors) + 1)
            _chunks.RemoveAt(_chunks.Count - 1);
    }

    /// <summary>The nearest texts of positive similarity, nearest first.</summary>
    public List<ScoredText<TKey>> Search(byte[] query, IVectorFilter filter, int limit)
    {
        var values = QuantizedVector.ValuesOf(query);
        if (values.Length != _dimensions || limit < 1)
            return [];
        Span<sbyte> aligned = new sbyte[_stride];
        values.CopyTo(aligned);
        var scale = QuantizedVector.ScaleOf(query);
        var best = new PriorityQueue<int, double>(limit + 1);
        var least = 0.0;
        for (var place = 0; place < _entries.Count; place++)
        {
            var entry = _entries[place];
            if (!entry.Passes(filter))
                continue;
            var similarity = (double)scale * entry.Scale * QuantizedVector.Dot(aligned, VectorAt(place));
            if (similarity <= least)
                continue;
            best.Enqueue(place, similarity);
            if (best.Count > limit)
                best.Dequeue();
            if (best.Count == limit && best.TryPeek(out _, out var worst))
                least = worst;
        }
        return Drain(best);
    }

    private List<ScoredText<TKey>> Drain(PriorityQueue<int, double> best)
    {
        var found = new List<ScoredText<TKey>>(best.Count);
        while (best.TryDequeue(out var place, out var similarity))
            found.Add(new ScoredText<TKey>(_entries[place].Id, Math.Min(similarity, 1)));
        found.Reverse();
        return found;
    }

    private int Append(TKey id)
    {
        var place = _entries.Count;
        if (place / ChunkVectors == _chunks.Count)
            _chunks.Add(new sbyte[ChunkVectors * _stride]);
        _entries.Add(default);
        _places.Add(id, place);
        Debug.Assert(_chunks.Count == (place / ChunkVectors) + 1, "Chunks are filled one after the other.");
        return place;
    }

    private Span<sbyte> VectorAt(int place) =>
        _chunks[place / ChunkVectors].AsSpan(place % ChunkVectors * _stride, _stride);

    // Each source and tag is kept once. Those of removed vectors go once there are many: names may come and go without end.
    private string Shared(string name)
    {
        if (_names.TryGetValue(name, out var known))
            return known;
        if (_names.Count > ChunkVectors + (2 * _entries.Count))
            _names.Clear();
        _names.Add(name, name);
        return name;
    }

    private readonly record struct Entry(
        TKey Id, int Version, float Scale, DateTimeOffset CreatedAt, string Source, string[] Tags)
    {
        public bool Passes(IVectorFilter filter) => filter.Includes(Source, CreatedAt, Tags);
    }
}
