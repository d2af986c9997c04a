using System.Globalization;
using System.Text;
using Sanctum.Storage;

namespace Sanctum.Platforms.Replies;

/// <summary>What a person tells the account to do, beside talking to it.</summary>
internal enum Command
{
    None,

    /// <summary>Write nothing more in this thread; from some people also: pause the account.</summary>
    Stop,

    /// <summary>Do not answer me any more.</summary>
    OptOut,

    /// <summary>Answer me again.</summary>
    OptIn,
}

/// <summary>Finds commands in what people write.</summary>
internal static class Commands
{
    // .NET refuses to normalize a text that holds it.
    private const char NotNormalizable = '\uFFFE';

    /// <summary>
    /// The command in a text. The stop command may stand anywhere in it, as a word in any case; opting out and in is the whole
    /// text, so that a sentence with the word "stop" in it is only a sentence. Names at the start (<c>@agent stop</c>) do not
    /// count.
    /// </summary>
    public static Command Find(ReplyRules rules, string text)
    {
        if (HasWord(text, rules.StopCommand))
            return Command.Stop;
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var said = string.Join(' ', words.SkipWhile(word => word.StartsWith('@'))).TrimEnd('.', '!');
        if (rules.OptOutWords.Contains(said, StringComparer.OrdinalIgnoreCase))
            return Command.OptOut;
        return rules.OptInWords.Contains(said, StringComparer.OrdinalIgnoreCase) ? Command.OptIn : Command.None;
    }

    // Texts may have been composed in another way than the setting was: é is one character or two.
    private static bool HasWord(string text, string word)
    {
        var (said, sought) = (Composed(text), Composed(word));
        for (var start = Find(0); start >= 0; start = Find(start + 1))
        {
            if (!Continues(said, start - 1, "_-/#@&=") && !Continues(said, start + sought.Length, "_-"))
                return true;
        }
        return false;

        int Find(int from) => said.IndexOf(sought, from, StringComparison.OrdinalIgnoreCase);
    }

    private static string Composed(string text) =>
        StorableText.Of(text).Replace(NotNormalizable, '\uFFFD').Normalize(NormalizationForm.FormC);

    // Whether a character beside the word makes it a part of a longer one, of another hashtag or of an address.
    private static bool Continues(string text, int index, string joining)
    {
        if (index < 0 || index >= text.Length)
            return false;
        return joining.Contains(text[index], StringComparison.Ordinal) || char.IsLetterOrDigit(text, index) || IsMark(text, index)
            || (char.IsLowSurrogate(text[index]) && char.IsLetterOrDigit(text, index - 1));
    }

    private static bool IsMark(string text, int index) =>
        CharUnicodeInfo.GetUnicodeCategory(text, index) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
}
