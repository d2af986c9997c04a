using System.Runtime.CompilerServices;

namespace Sanctum.Storage;

/// <summary>
/// Whether a statement answers rows, told from its text. The driver does not say to which statement of a batch a set of rows
/// belongs, so one that answers rows nobody reads would have the next one read them.
/// </summary>
internal static class StatementShape
{
    // Nearly all texts are constants, so each is looked at once.
    private static readonly ConditionalWeakTable<string, object> Known = [];
    private static readonly object Rows = new();
    private static readonly object NoRows = new();

    /// <summary>Whether the statement answers rows, be they none.</summary>
    /// <param name="text">One statement.</param>
    public static bool AnswersRows(string text) =>
        ReferenceEquals(Known.GetValue(text, static text => Find(text) ? Rows : NoRows), Rows);

    // The verb is the first word, or the first verb outside of the parentheses of the common table expressions.
    private static bool Find(string text)
    {
        var (isFirst, changes) = (true, false);
        foreach (var word in new OuterWords(text))
        {
            if (changes && Is(word, "returning"))
                return true;
            if (!changes && (Is(word, "select") || Is(word, "values") || isFirst && Is(word, "table")))
                return true;
            changes |= Is(word, "insert") || Is(word, "update") || Is(word, "delete") || Is(word, "merge");
            if (isFirst && !changes && !Is(word, "with"))
                return false;
            isFirst = false;
        }
        return false;
    }

    private static bool Is(ReadOnlySpan<char> word, string verb) => word.Equals(verb, StringComparison.OrdinalIgnoreCase);

    /// <summary>The words of a statement that are in no parentheses, quotes or comments.</summary>
    private ref struct OuterWords(string text)
    {
        private int _at;
        private int _depth;

        public ReadOnlySpan<char> Current { get; private set; }

        public readonly OuterWords GetEnumerator() => this;

        public bool MoveNext()
        {
            while (_at < text.Length)
            {
                if (char.IsAsciiLetter(text[_at]) || text[_at] == '_')
                {
                    Current = TakeWord();
                    if (_depth == 0)
                        return true;
                }
                else
                {
                    Skip();
                }
            }
            return false;
        }

        private ReadOnlySpan<char> TakeWord()
        {
            var start = _at;
            while (_at < text.Length && (char.IsAsciiLetterOrDigit(text[_at]) || text[_at] == '_'))
                _at++;
            return text.AsSpan(start, _at - start);
        }

        private void Skip()
        {
            switch (text[_at])
            {
                case '(':
                    _depth++;
                    break;
                case ')':
                    _depth--;
                    break;
                case '\'' or '"':
                    SkipTo(text.IndexOf(text[_at], _at + 1));
                    break;
                case '-' when text.AsSpan(_at).StartsWith("--"):
                    SkipTo(text.IndexOf('\n', _at));
                    break;
            }
            _at++;
        }

        private void SkipTo(int end) => _at = end < 0 ? text.Length : end;
    }
}
