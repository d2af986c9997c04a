using System.Text;
using System.Text.RegularExpressions;

namespace Sanctum.Access;

/// <summary>
/// Parts of passwords that are guessed first: words that people choose most, the product's name, runs of neighbours in the
/// alphabet, the digits or a row of keys, and repeated characters.
/// </summary>
internal static partial class GuessableParts
{
    private const int MinRun = 4;

    private static readonly string[] Words =
    [
        "administrator", "password", "passwort", "passphrase", "sanctum", "welcome", "letmein", "changeme", "iloveyou",
        "football", "baseball", "basketball", "superman", "batman", "sunshine", "princess", "starwars", "computer", "internet",
        "michael", "jennifer", "jordan", "charlie", "trustno", "whatever", "dragon", "monkey", "master", "shadow", "secret",
        "summer", "winter", "spring", "autumn", "default", "access", "manager", "hello", "admin", "login", "guest", "user",
        "test", "root", "pass",
    ];

    private static readonly string[] Rows =
    [
        "abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop", "yxcvbnm", "azertyuiop",
    ];

    /// <summary>What is left of a password without them, with digits and signs that stand for letters read as those.</summary>
    public static string Remove(string password)
    {
        var left = RemoveRuns(password.ToLowerInvariant());
        foreach (var word in Words)
            left = left.Replace(word, "", StringComparison.Ordinal);
        left = Disguises().Replace(left, sign => Letter(sign.ValueSpan[0]));
        foreach (var word in Words)
            left = left.Replace(word, "", StringComparison.Ordinal);
        return Repetitions().Replace(left, "$1");
    }

    private static string RemoveRuns(string text)
    {
        var left = new StringBuilder(text.Length);
        var at = 0;
        while (at < text.Length)
        {
            if (RunAt(text, at) is >= MinRun and var run)
                at += run;
            else
                left.Append(text[at++]);
        }
        return left.ToString();
    }

    private static int RunAt(string text, int at) => Rows.Max(row => Math.Max(RunIn(row, 1, text, at), RunIn(row, -1, text, at)));

    private static int RunIn(string row, int step, string text, int at)
    {
        var length = 0;
        for (var place = row.IndexOf(text[at], StringComparison.Ordinal);
            place >= 0 && place < row.Length && at + length < text.Length && row[place] == text[at + length];
            place += step)
            length++;
        return length;
    }

    private static string Letter(char sign) => sign switch
    {
        '0' => "o",
        '1' or '!' => "i",
        '3' => "e",
        '4' or '@' => "a",
        '5' or '$' => "s",
        _ => "t",
    };

    [GeneratedRegex("[013457@$!]")]
    private static partial Regex Disguises();

    [GeneratedRegex(@"(.)\1+", RegexOptions.Singleline)]
    private static partial Regex Repetitions();
}
