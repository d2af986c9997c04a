using System.Globalization;
using System.Text;

namespace Sanctum.Bench.Memory;

/// <summary>
/// Passages that are made, always the same ones: sentences of a vocabulary whose words are as unevenly frequent as those of a
/// language (Zipf), and in each hundredth one a fact with a name that no other has.
/// </summary>
internal sealed class MadePassages(int seed)
{
    private const int Vocabulary = 30_000;
    private const int Words = 24;
    private const int FactEach = 100;
    private static readonly string[] Vowels = ["a", "e", "i", "o", "u"];
    private static readonly string[] Consonants = ["b", "d", "f", "g", "k", "l", "m", "n", "p", "r", "s", "t", "v", "z"];

    private readonly string[] _words = [.. Enumerable.Range(0, Vocabulary).Select(Word)];

    /// <summary>The text of a passage.</summary>
    public string Text(int number)
    {
        var random = new Random(HashCode(number));
        var text = new StringBuilder();
        for (var i = 0; i < Words; i++)
            text.Append(Draw(random)).Append(i == Words - 1 ? "." : " ");
        if (number % FactEach == 0)
            text.Append(CultureInfo.InvariantCulture, $" The colour of {NameOf(number)} is {Draw(random)}.");
        return text.ToString();
    }

    /// <summary>
    /// A question for one of the first <paramref name="count"/> passages: the name in a fact, and words of its passage beside it.
    /// </summary>
    public string Question(int count, Random random)
    {
        var number = random.Next(count / FactEach) * FactEach;
        var words = Text(number).Split(' ');
        return $"what colour is {NameOf(number)} {words[random.Next(Words)]} {words[random.Next(Words)]}";
    }

    private int HashCode(int number) => unchecked((seed * 486_187_739) + (number * 16_777_619));

    // By rank: the word of rank r is drawn about 1/r as often as the first.
    private string Draw(Random random) =>
        _words[Math.Min(Vocabulary, (int)Math.Exp(random.NextDouble() * Math.Log(Vocabulary + 1))) - 1];

    private static string NameOf(int number) => $"qx{number:x}";

    private static string Word(int number)
    {
        var word = new StringBuilder();
        for (var rest = number + 1; rest > 0; rest /= Consonants.Length * Vowels.Length)
        {
            var syllable = rest % (Consonants.Length * Vowels.Length);
            word.Append(Consonants[syllable / Vowels.Length]).Append(Vowels[syllable % Vowels.Length]);
        }
        return word.ToString();
    }
}
