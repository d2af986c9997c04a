using System.Text;

namespace Sanctum.Models;

/// <summary>
/// Takes what a model thinks aloud out of what it says: text in <c>&lt;think&gt;…&lt;/think&gt;</c> and its relatives, which
/// servers without a parser of their own leave in the answer. Tags may be cut by the pieces in which the text comes.
/// </summary>
internal sealed class ReasoningFilter
{
    private static readonly (string Open, string Close)[] Tags =
    [
        ("<think>", "</think>"), ("<thinking>", "</thinking>"), ("<thought>", "</thought>"), ("[THINK]", "[/THINK]"),
    ];

    private static readonly string[] Opening = [.. Tags.Select(tag => tag.Open), .. Tags.Select(tag => tag.Close)];

    private readonly StringBuilder _text = new();
    private readonly StringBuilder _reasoning = new();
    private readonly StringBuilder _shown = new();
    private string _pending = "";
    private string? _close;
    private bool _hasThought;

    /// <summary>What was said so far.</summary>
    public string Text => _text.ToString();

    /// <summary>What was thought so far.</summary>
    public string Reasoning => _reasoning.ToString();

    /// <summary>Adds to the reasoning what came apart from the text.</summary>
    public void AddReasoning(string reasoning) => _reasoning.Append(reasoning);

    /// <summary>Takes a piece of the text in; answers what of it can be shown now.</summary>
    public string Add(string piece)
    {
        _pending += piece;
        _shown.Clear();
        while (_close is null ? TakeText() : TakeReasoning())
        {
        }
        return _shown.ToString();
    }

    /// <summary>The end of the text; answers what was held back because it might have become a tag.</summary>
    public string End()
    {
        _shown.Clear();
        if (_close is null)
            Show(_pending);
        else
            _reasoning.Append(_pending);
        _pending = "";
        return _shown.ToString();
    }

    private bool TakeText()
    {
        var (at, tag) = FindFirst(Opening);
        if (tag is null)
        {
            var whole = _pending.Length - HeldBack(Opening);
            Show(_pending[..whole]);
            _pending = _pending[whole..];
            return false;
        }
        var known = Tags.FirstOrDefault(pair => pair.Open == tag);
        if (known.Open is not null)
            Show(_pending[..at]);
        else
            TakeBack(_pending[..at], tag);
        _pending = _pending[(at + tag.Length)..];
        _close = known.Close;
        _hasThought = true;
        return true;
    }

    private bool TakeReasoning()
    {
        var at = _pending.IndexOf(_close!, StringComparison.OrdinalIgnoreCase);
        var whole = at >= 0 ? at : _pending.Length - HeldBack([_close!]);
        _reasoning.Append(_pending, 0, whole);
        _pending = _pending[(at >= 0 ? at + _close!.Length : whole)..];
        if (at < 0)
            return false;
        _close = null;
        return true;
    }

    // Some templates put the opening tag into the prompt, so that an answer begins in the middle of a thought.
    private void TakeBack(string upTo, string tag)
    {
        if (_hasThought)
        {
            Show(upTo + tag);
            return;
        }
        _reasoning.Append(_text).Append(upTo);
        _text.Clear();
        _shown.Clear();
    }

    private void Show(string text)
    {
        if (_text.Length == 0 && _hasThought)
            text = text.TrimStart();
        _text.Append(text);
        _shown.Append(text);
    }

    private (int At, string? Tag) FindFirst(string[] tags)
    {
        (int At, string? Tag) first = (-1, null);
        foreach (var tag in tags)
        {
            var at = _pending.IndexOf(tag, StringComparison.OrdinalIgnoreCase);
            if (at >= 0 && (first.Tag is null || at < first.At))
                first = (at, tag);
        }
        return first;
    }

    // The longest end of the text that may be the start of a tag.
    private int HeldBack(string[] tags)
    {
        var longest = Math.Min(_pending.Length, tags.Max(tag => tag.Length) - 1);
        for (var length = longest; length > 0; length--)
        {
            var end = _pending[^length..];
            if (tags.Any(tag => tag.Length > length && tag.StartsWith(end, StringComparison.OrdinalIgnoreCase)))
                return length;
        }
        return 0;
    }
}
