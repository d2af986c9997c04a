using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Sanctum.Storage;

namespace Sanctum.Models.Remote.ChatCompletions;

/// <summary>
/// Puts tool calls together from what each chunk of a stream brings. Index and id say to which call a fragment belongs, but
/// servers repeat them, leave them out, or use one index for all calls: then what the call has by now decides.
/// </summary>
internal sealed class ToolCallFragments(string provider)
{
    /// <summary>A model that writes more is no longer asking for something.</summary>
    internal const int MaxCharacters = 1 << 20;

    internal const int MaxCalls = 128;

    private readonly List<Call> _calls = [];
    private int _characters;

    /// <exception cref="Errors.DependencyException">There are too many calls, or their arguments are too long.</exception>
    public void Add(JsonElement fragment)
    {
        if (fragment.ValueKind != JsonValueKind.Object)
            return;
        var function = WireJson.Find(fragment, "function") is { ValueKind: JsonValueKind.Object } inner ? inner : fragment;
        var piece = new Piece(
            WireJson.NumberOf(WireJson.Find(fragment, "index")), Given(WireJson.FindText(fragment, "id")),
            Given(WireJson.FindText(function, "name")),
            ArgumentsOf(WireJson.Find(function, "arguments")));
        _characters += (piece.Name?.Length ?? 0) + piece.Arguments.Length;
        if (_characters > MaxCharacters)
            throw Unreadable.Answer(provider, $"the tool calls of its answer have more than {MaxCharacters} characters.");
        var call = Find(piece) ?? Begin(piece);
        call.Add(piece);
        call.Fields.Add(fragment);
    }

    /// <summary>The calls in the model's order, each once.</summary>
    public IEnumerable<FunctionCallContent> Complete()
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var unnamed = new HashSet<(string, string)>();
        for (var i = 0; i < _calls.Count; i++)
        {
            var call = _calls[i];
            var hasContent = call.Id is not null || call.Name.Length + call.Arguments.Length > 0;
            // A call without an id that is the same in every other way is one that was sent again.
            if (!hasContent || (!unnamed.Add((call.Name.ToString(), call.Arguments.ToString())) && call.Id is null))
                continue;
            var id = call.Id is { } given && ids.Add(given) ? given : $"call_{i}";
            yield return ToContent(id, call);
        }
    }

    private Call? Find(Piece piece)
    {
        for (var i = _calls.Count - 1; i >= 0; i--)
        {
            if (!_calls[i].MayBeOf(piece))
                continue;
            return _calls[i].Continues(piece) ? _calls[i] : null;
        }
        return null;
    }

    private Call Begin(Piece piece)
    {
        if (_calls.Count == MaxCalls)
            throw Unreadable.Answer(provider, $"its answer has more than {MaxCalls} tool calls.");
        var call = new Call(piece.Index, piece.Id);
        _calls.Add(call);
        return call;
    }

    private static FunctionCallContent ToContent(string id, Call call)
    {
        var name = StorableText.Of(call.Name.ToString());
        var written = ToolArguments.Mend(call.Arguments.ToString());
        // Models do write arguments that are no object, or are cut off in the middle. With the reason, a model can correct them;
        // the same request again would be paid for again.
        var content = ToolArguments.TryRead(written, out var arguments)
            ? new FunctionCallContent(id, name, arguments)
            : new FunctionCallContent(id, name) { RawRepresentation = written };
        content.AdditionalProperties = call.Fields.ToProperties();
        return content;
    }

    private static string ArgumentsOf(JsonElement? arguments) => arguments switch
    {
        null => "",
        { ValueKind: JsonValueKind.String } text => WireJson.TextOf(text)!,
        { } value => WireJson.RawOf(value),
    };

    private static string? Given(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private sealed record Piece(long? Index, string? Id, string? Name, string Arguments);

    private sealed class Call(long? index, string? id)
    {
        public string? Id { get; private set; } = id;

        public StringBuilder Name { get; } = new();

        public StringBuilder Arguments { get; } = new();

        public ProviderFields Fields { get; } = new();

        private bool IsComplete =>
            Arguments.Length > 0 && (Arguments[^1] is '}' or ' ' or '\n') && ToolArguments.IsObject(Arguments.ToString());

        public bool MayBeOf(Piece piece)
        {
            if (piece.Index is not null && index is not null && piece.Index != index)
                return false;
            // An index that was used before is no reason to take another id for the same.
            return piece.Id is null || Id is null || piece.Id == Id || piece.Index == index;
        }

        // A new id begins a call. Without an id, a name that the call before cannot take begins one.
        public bool Continues(Piece piece)
        {
            if (piece.Id is not null && piece.Id != Id)
                return Id is null && (piece.Name is null || Name.Length == 0);
            if (piece.Name is null || piece.Id is not null || Name.Length == 0)
                return true;
            return piece.Name.AsSpan().SequenceEqual(Name.ToString()) ? !IsComplete : Arguments.Length == 0;
        }

        public void Add(Piece piece)
        {
            Id ??= piece.Id;
            // Sent again as a whole.
            if (piece.Arguments.Length > 0 && piece.Id is not null && IsComplete)
                return;
            if (piece.Name is not null && Arguments.Length == 0 && !piece.Name.AsSpan().SequenceEqual(Name.ToString()))
                Name.Append(piece.Name);
            Arguments.Append(piece.Arguments);
        }
    }
}
