using System.Collections.Generic;

namespace Telegram;

/// <summary>Texts as messages: one that is too long becomes several, between words where there are any.</summary>
internal static class MessageText
{
    public const int Longest = 4_096;

    public static IEnumerable<string> Split(string text)
    {
        while (text.Length > Longest)
        {
            var end = text.LastIndexOfAny([' ', '\n'], Longest) is var space and > 0 ? space : Longest;
            // Never between the halves of one character.
            if (char.IsHighSurrogate(text[end - 1]))
                end--;
            yield return text[..end];
            text = text[end..].TrimStart(' ', '\n');
        }
        yield return text;
    }
}
