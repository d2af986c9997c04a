using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Sanctum.Agents;
using Sanctum.Conversations;
using Sanctum.Memory;
using Sanctum.Trust;
using Sanctum.Turns;

namespace Sanctum.Portability;

/// <summary>
/// Writes the content of a file in its canonical form: members in the order of their names, no blanks, so that the same agent is
/// the same bytes.
/// </summary>
internal sealed class AgentFileWriter : IDisposable
{
    /// <summary>How a time is written, in UTC.</summary>
    public const string Time = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    /// <summary>What to do where transcripts make a file too large.</summary>
    public const string Leave = "Leave them out by 'without=transcripts' (--without transcripts).";

    private readonly ArrayBufferWriter<byte> _bytes = new();
    private readonly Utf8JsonWriter _json;
    private readonly int _maxBytes;
    private int _passages;
    private int _entries;

    /// <param name="maxBytes">Limit of the content.</param>
    public AgentFileWriter(int maxBytes)
    {
        _maxBytes = maxBytes;
        _json = new Utf8JsonWriter(_bytes, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        _json.WriteStartObject();
    }

    /// <summary>Writes the members before the passages.</summary>
    /// <exception cref="ExportFailedException">The file exceeds the limit.</exception>
    public void Begin(AgentDefinition definition, IEnumerable<MemoryBlock> blocks)
    {
        _json.WriteStartArray("blocks");
        foreach (var block in blocks.OrderBy(block => block.Label, StringComparer.Ordinal))
        {
            _json.WriteStartObject();
            _json.WriteString("description", block.Description);
            // A block that is attached for a turn is detached when the turn ends.
            _json.WriteBoolean("isAttached", block.IsAttached && block.AttachedFor is null);
            _json.WriteString("label", block.Label);
            _json.WriteNumber("limit", block.Limit);
            _json.WriteString("trust", TrustNames.Of(block.Trust));
            _json.WriteString("value", block.Value);
            _json.WriteEndObject();
            RequireRoom();
        }
        _json.WriteEndArray();
        _json.WritePropertyName("definition");
        _json.WriteRawValue(CanonicalJson.Of(FileDefinition.Write(definition)));
        _json.WriteString("format", AgentFileContent.Name);
        _json.WriteStartArray("passages");
    }

    /// <summary>Writes passages, newest first.</summary>
    /// <exception cref="ExportFailedException">The file exceeds a limit.</exception>
    public void Add(ImmutableArray<Passage> passages)
    {
        _passages += passages.Length;
        if (_passages > AgentFileImport.MaxPassages)
            throw new ExportFailedException($"The file would have more than {AgentFileImport.MaxPassages} passages, the limit.");
        foreach (var passage in passages)
        {
            _json.WriteStartObject();
            _json.WriteString("createdAt", passage.CreatedAt.UtcDateTime.ToString(Time, CultureInfo.InvariantCulture));
            _json.WriteString("id", passage.Id);
            _json.WriteNumber("importance", passage.Importance);
            _json.WriteString("source", passage.Source);
            _json.WriteStartArray("tags");
            foreach (var tag in passage.Tags)
                _json.WriteStringValue(tag);
            _json.WriteEndArray();
            _json.WriteString("text", passage.Text);
            _json.WriteString("trust", TrustNames.Of(passage.Trust));
            _json.WriteEndObject();
            RequireRoom();
        }
    }

    /// <summary>Begins the transcripts. Without them the file has no such member.</summary>
    public void BeginSessions()
    {
        _json.WriteEndArray();
        _json.WriteStartArray("sessions");
    }

    /// <summary>Begins a session, with its compactions. Sessions are in the order of their ids.</summary>
    /// <exception cref="ExportFailedException">The file exceeds the limit.</exception>
    public void BeginSession(string account, IEnumerable<(Compaction Compaction, long Turn)> compactions)
    {
        _json.WriteStartObject();
        _json.WriteString("account", account);
        _json.WriteStartArray("compactions");
        foreach (var (made, turn) in compactions)
        {
            SessionJson.Write(_json, made, turn);
            RequireRoom();
        }
        _json.WriteEndArray();
        _json.WriteStartArray("entries");
    }

    /// <summary>Writes the next entries of the session.</summary>
    /// <param name="entries">In order.</param>
    /// <param name="turns">The place of the first entry of each turn.</param>
    /// <exception cref="ExportFailedException">The file exceeds a limit.</exception>
    public void Add(ImmutableArray<StoredEntry> entries, IReadOnlyDictionary<Guid, long> turns)
    {
        _entries += entries.Length;
        if (_entries > SessionRules.MaxEntries)
            throw new ExportFailedException(
                $"The file would have more than {SessionRules.MaxEntries} entries of transcripts, the limit. {Leave}");
        foreach (var stored in entries)
        {
            SessionJson.Write(_json, stored, turns[stored.Entry.TurnId]);
            RequireRoom();
        }
    }

    /// <summary>Ends the session.</summary>
    public void EndSession(string id, string platform)
    {
        _json.WriteEndArray();
        _json.WriteString("id", id);
        _json.WriteString("platform", platform);
        _json.WriteEndObject();
    }

    /// <summary>The content as a whole.</summary>
    /// <exception cref="ExportFailedException">The file exceeds the limit.</exception>
    public ReadOnlyMemory<byte> End()
    {
        _json.WriteEndArray();
        _json.WriteNumber("version", AgentFileContent.Current);
        _json.WriteEndObject();
        RequireRoom();
        _json.Flush();
        return _bytes.WrittenMemory;
    }

    public void Dispose() => _json.Dispose();

    private void RequireRoom()
    {
        if (_json.BytesCommitted + _json.BytesPending > _maxBytes)
            throw new ExportFailedException(
                $"The file would have more than {_maxBytes} bytes, the limit.{(_entries == 0 ? "" : $" {Leave}")}");
    }
}

/// <summary>An export that no later attempt can make.</summary>
internal sealed class ExportFailedException(string message) : Exception(message);
