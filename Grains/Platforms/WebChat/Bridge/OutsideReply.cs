using System.Globalization;

namespace Sanctum.Platforms.WebChat.Bridge;

/// <summary>What an outside program's reply is called, so that it is one message and says what it answers.</summary>
internal static class OutsideReply
{
    private const string Prefix = "outside:";

    public static string IdOf(string key, long? answers) =>
        string.Create(CultureInfo.InvariantCulture, $"{Prefix}{answers ?? 0}:{key}");

    public static long? AnswersOf(string messageId) =>
        messageId.Split(':', 3) is ["outside", var answers, _]
            && long.TryParse(answers, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : null;
}
