using System.Globalization;

namespace Sanctum.Bench.Memory;

/// <summary>
/// Facts about people who are made up, questions for some of them in other words, and many facts beside them about people of
/// the same first and last names.
/// </summary>
internal static class PlantedFacts
{
    private static readonly string[] First =
    [
        "Mira", "Jonas", "Amara", "Tomas", "Lucia", "Hiro", "Nadia", "Oskar", "Priya", "Emil", "Salma", "Viktor", "Ines", "Kofi",
        "Greta", "Rashid", "Elena", "Marek", "Yara", "Anton", "Leila", "Bruno", "Chiara", "Dmitri", "Freya", "Gustav", "Hana",
        "Ivo", "Jana", "Karim", "Lotte", "Mateo", "Noor", "Olga", "Pavel", "Rosa", "Sven", "Tala", "Ulrich", "Wanda",
    ];

    private static readonly string[] Last =
    [
        "Okafor", "Lindqvist", "Moreau", "Tanaka", "Novak", "Castellanos", "Haddad", "Petrov", "Sharma", "Berger", "Kowalski",
        "Marino", "Andersen", "Yilmaz", "Fischer", "Silva", "Dubois", "Kaya", "Horvat", "Jansen", "Rossi", "Weber", "Farouk",
        "Nielsen", "Costa", "Ivanova", "Mensah", "Ferrari", "Holm", "Popescu", "Schmitt", "Varga", "Eriksen", "Bianchi", "Danso",
        "Laine", "Murray", "Orsini", "Quist", "Ramos",
    ];

    private static readonly (string Fact, string Question)[] Kinds =
    [
        ("{0} was born in {1}.", "what is the birthplace of {0}"),
        ("{0} is allergic to {1}.", "what must {0} not eat"),
        ("{0} keeps the spare key under {1}.", "where does {0} hide the spare key"),
        ("{0} studied {1} at the university.", "which subject did {0} study"),
        ("{0} plays {1} every Thursday.", "which hobby does {0} have on thursdays"),
        ("{0} moved to a house beside {1}.", "where does {0} live since the move"),
        ("The dog of {0} is called {1}.", "name of the dog of {0}"),
        ("{0} will retire and travel to {1}.", "where will {0} go after retiring"),
        ("{0} never forgets to bring {1} to a meeting.", "what does {0} always bring to meetings"),
        ("{0} wrote a letter about {1} to the mayor.", "what did {0} write to the mayor about"),
    ];

    private static readonly string[] Things =
    [
        "walnuts", "chess", "Lisbon", "geology", "the old mill", "Biscuit", "the harbour", "botany", "peaches", "Reykjavik",
        "the violin", "Nutmeg", "a red umbrella", "the third flower pot", "astronomy", "Trieste", "shellfish", "the bridge",
        "a thermos of tea", "the library roof", "Valparaiso", "handball", "Pepper", "linguistics", "the stone lion", "sesame",
    ];

    /// <summary>Facts, and questions for the first of them.</summary>
    /// <param name="asked">How many are asked for: no other fact is of the same kind about the same person.</param>
    /// <param name="others">How many are not.</param>
    public static (IReadOnlyList<Asked> Asked, IReadOnlyList<string> Others) Make(int asked, int others)
    {
        var random = new Random(23);
        var known = new HashSet<(int Kind, string Person)>();
        Asked[] planted = [.. Distinct(random, known).Take(asked).Select(fact => new Asked(
            In(Kinds[fact.Kind].Question, fact.Person), In(Kinds[fact.Kind].Fact, fact.Person, Thing(random))))];
        // There are fewer pairs of names than other facts, so these have a middle letter.
        string[] beside = [.. Enumerable.Range(0, others).Select(i =>
        {
            var letter = (char)('A' + (i % 26));
            var person = $"{First[random.Next(First.Length)]} {letter}. {Last[random.Next(Last.Length)]}";
            return $"{In(Kinds[random.Next(Kinds.Length)].Fact, person, Thing(random))} (Note {i}.)";
        })];
        return (planted, beside);
    }

    private static IEnumerable<(int Kind, string Person)> Distinct(Random random, HashSet<(int, string)> known)
    {
        while (true)
        {
            var fact = (random.Next(Kinds.Length), $"{First[random.Next(First.Length)]} {Last[random.Next(Last.Length)]}");
            if (known.Add(fact))
                yield return fact;
        }
    }

    private static string Thing(Random random) => Things[random.Next(Things.Length)];

    private static string In(string text, params object[] parts) => string.Format(CultureInfo.InvariantCulture, text, parts);
}
