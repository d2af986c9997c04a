namespace Sanctum.Platforms.WebChat;

/// <summary>
/// What agents and rules call visitors. Visitors choose their names, so a name alone must not let anybody pass for another, such
/// as for one who may stop the account: a part of the id that nobody can choose goes with it.
/// </summary>
internal static class ChatNames
{
    private const int IdCharacters = 8;

    public static string HandleOf(string visitorId, string name) =>
        $"{name} #{visitorId[^Math.Min(IdCharacters, visitorId.Length)..]}";
}
