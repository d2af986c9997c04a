using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace Sanctum.Secrets;

/// <summary>
/// The one list of names whose values are secrets: those that hold <c>authorization</c>, <c>auth</c>, <c>token</c>,
/// <c>api_key</c>, <c>secret</c>, <c>password</c> or <c>credentials</c> as a word, however they are put together:
/// <c>refreshToken</c>, <c>X-Api-Key</c>, <c>db_password</c>. An <c>author</c> is none of them.
/// </summary>
internal static partial class SensitiveNames
{
    private static readonly FrozenSet<string> Words = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "authorization", "auth", "oauth", "bearer", "token", "tokens", "apikey", "secret", "secrets", "password", "passwords",
        "passwd", "pwd", "passphrase",
        "credential", "credentials", "cookie", "cookies", "jwt");

    // A key is a secret if it is one of these; others are keys of a table or a piano.
    private static readonly FrozenSet<string> Keys = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase, "api", "access", "private", "signing", "encryption");

    // Credentials that say who logs in.
    private static readonly FrozenSet<string> Identities = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase, "identifier", "id", "user", "username", "name", "handle", "email", "account", "login");

    public static bool Match(string name)
    {
        var words = Word().Matches(name);
        for (var i = 0; i < words.Count; i++)
        {
            var isKey = words[i].ValueSpan is var word && (word.Equals("key", StringComparison.OrdinalIgnoreCase)
                || word.Equals("keys", StringComparison.OrdinalIgnoreCase));
            if (Words.Contains(words[i].Value) || (isKey && i > 0 && Keys.Contains(words[i - 1].Value)))
                return true;
        }
        return false;
    }

    /// <summary>
    /// Whether a setting holds a secret. There a <c>Key</c> or <c>Keys</c> alone is one, and so is what says how to reach a
    /// database.
    /// </summary>
    /// <param name="setting">Its whole name, with colons between its parts.</param>
    public static bool MatchSetting(string setting)
    {
        // An item of a list is called by its number.
        var whole = Item().Replace(setting, "");
        var name = whole[(whole.LastIndexOf(':') + 1)..];
        return Match(name) || Connections().IsMatch(setting)
            || (Word().Matches(name) is [.., { Value: var last }] && (IsWord(last, "key") || IsWord(last, "keys")));
    }

    /// <summary>Whether a credential of an account is a secret: all are but those that say who logs in.</summary>
    public static bool MatchCredential(string name) => !Identities.Contains(name);

    private static bool IsWord(string word, string wanted) => word.Equals(wanted, StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"connectionstrings?(\z|:)|\Asanctum_postgres\z", RegexOptions.IgnoreCase)]
    private static partial Regex Connections();

    [GeneratedRegex(@":\d{1,9}\z")]
    private static partial Regex Item();

    // accessToken, APIKey and API_KEY alike: a run of capitals ends before the one that begins a word.
    [GeneratedRegex("[A-Z]+(?![a-z])|[A-Z]?[a-z]+")]
    private static partial Regex Word();
}
