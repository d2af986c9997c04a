namespace Sanctum.Platforms.Hygiene;

/// <summary>What a person tells the account to do, beside talking to it.</summary>
internal enum Command
{
    None,

    /// <summary>Pause the account.</summary>
    Stop,

    /// <summary>Do not answer me any more.</summary>
    OptOut,

    /// <summary>Answer me again.</summary>
    OptIn,
}

/// <summary>Finds commands in what people write.</summary>
internal static class Commands
{
    /// <summary>
    /// The command in a text. The stop command may stand anywhere in it, as a word; opting out and in is the whole text, so that
    /// a sentence with the word "stop" in it is only a sentence. Names at the start (<c>@agent stop</c>) do not count.
    /// </summary>
    public static Command Find(ReplyRules rules, PlatformAuthor author, string text)
    {
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (words.Contains(rules.StopCommand, StringComparer.OrdinalIgnoreCase) && rules.StopAuthors.Name(author.Id, author.Handle))
            return Command.Stop;
        var said = string.Join(' ', words.SkipWhile(word => word.StartsWith('@'))).TrimEnd('.', '!');
        if (rules.OptOutWords.Contains(said, StringComparer.OrdinalIgnoreCase))
            return Command.OptOut;
        return rules.OptInWords.Contains(said, StringComparer.OrdinalIgnoreCase) ? Command.OptIn : Command.None;
    }
}
