using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace Sanctum.Bench.Memory;

/// <summary>
/// Questions and answers that nobody made for a search: the documentation in the packages that this machine has restored, and
/// of .NET's own assemblies. A section of a README answers to its title and the package's name, the remarks on a type or a
/// method to its summary.
/// </summary>
internal sealed partial class PackageTexts
{
    private const int MaxOfPackage = 60;
    private const int MinQuestion = 20;
    private const int MaxQuestion = 200;
    private const int MinAnswer = 100;
    private const int MaxAnswer = 2_000;
    private const string DotnetLicence = "MIT";

    private readonly List<Asked> _all = [];
    private readonly Dictionary<string, int> _licences = new(StringComparer.Ordinal);

    /// <summary>What is asked, and the one text that answers.</summary>
    public IReadOnlyList<Asked> All => _all;

    /// <summary>How many packages and assemblies of .NET have a text here.</summary>
    public int Packages { get; private set; }

    /// <summary>The licences of these packages, as they name them, the most frequent first.</summary>
    public IEnumerable<(string Licence, int Packages)> Licences =>
        _licences.OrderByDescending(licence => licence.Value).Select(licence => (licence.Key, licence.Value));

    /// <summary>Reads the packages in a folder of NuGet, of each its first version, and the reference packs of .NET.</summary>
    public static PackageTexts Read(string folder)
    {
        var texts = new PackageTexts();
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var package in Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal))
        {
            if (Directory.EnumerateDirectories(package).Order(StringComparer.Ordinal).FirstOrDefault() is not { } version)
                continue;
            var name = Path.GetFileName(package);
            texts.Add(Sections(name, version).Concat(Remarks(version)), known, LicenceOf(version));
        }
        foreach (var assembly in ReferencePacks())
            texts.Add(RemarksIn(assembly), known, DotnetLicence);
        return texts;
    }

    // Packages share parts of their documentation; a text that two have answers no question.
    private void Add(IEnumerable<Asked> texts, HashSet<string> known, string licence)
    {
        Asked[] found = [.. texts.Where(one => known.Add(one.Answer)).Take(MaxOfPackage)];
        if (found.Length == 0)
            return;
        Packages++;
        _all.AddRange(found);
        _licences[licence] = _licences.GetValueOrDefault(licence) + 1;
    }

    private static IEnumerable<string> ReferencePacks()
    {
        var runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        var packs = new DirectoryInfo(Path.Combine(runtime, "..", "..", "..", "packs"));
        if (!packs.Exists)
            return [];
        var files = packs.EnumerateFiles("*.xml", SearchOption.AllDirectories);
        return files.Select(file => file.FullName).Order(StringComparer.Ordinal);
    }

    private static IEnumerable<Asked> Sections(string package, string version)
    {
        var readme = Directory.EnumerateFiles(version, "*.md", SearchOption.AllDirectories)
            .FirstOrDefault(file => Path.GetFileName(file).Equals("readme.md", StringComparison.OrdinalIgnoreCase));
        if (readme is null)
            yield break;
        var parts = Heading().Split(File.ReadAllText(readme));
        for (var i = 1; i + 1 < parts.Length; i += 2)
        {
            var answer = Plain(parts[i + 1]);
            if (answer.Length >= MinAnswer)
                yield return new Asked($"{package.Replace('.', ' ')} {Plain(parts[i])}", Cut(answer, MaxAnswer));
        }
    }

    private static IEnumerable<Asked> Remarks(string version)
    {
        var files = Directory.EnumerateFiles(version, "*.xml", SearchOption.AllDirectories).Order(StringComparer.Ordinal);
        return files.Take(1).SelectMany(RemarksIn);
    }

    private static IEnumerable<Asked> RemarksIn(string file)
    {
        foreach (var member in Members(file))
        {
            var (summary, remarks) = (Plain(TextOf(member, "summary")), Plain(TextOf(member, "remarks")));
            if (summary.Length >= MinQuestion && remarks.Length >= MinAnswer)
                yield return new Asked(Cut(summary, MaxQuestion), Cut(remarks, MaxAnswer));
        }
    }

    private static IEnumerable<XElement> Members(string file)
    {
        try
        {
            return XDocument.Load(file).Descendants("member");
        }
        catch (XmlException)
        {
            // Some packages have other files of that name.
            return [];
        }
    }

    // A reference is read as the last part of its name.
    private static string TextOf(XElement member, string part) => member.Element(part) is { } element
        ? string.Concat(element.DescendantNodes().Select(node => node switch
        {
            XText text => text.Value,
            XElement { HasAttributes: true } reference => $" {reference.FirstAttribute!.Value.Split('.', ':').Last()} ",
            _ => " ",
        }))
        : "";

    private static string LicenceOf(string version)
    {
        var nuspec = Directory.EnumerateFiles(version, "*.nuspec").FirstOrDefault();
        if (nuspec is null)
            return "not named";
        var metadata = XDocument.Load(nuspec).Root!.Elements().First();
        var named = metadata.Elements().FirstOrDefault(element => element.Name.LocalName == "license")
            ?? metadata.Elements().FirstOrDefault(element => element.Name.LocalName == "licenseUrl");
        return named?.Value.Trim() is { Length: > 0 } licence ? licence : "not named";
    }

    private static string Plain(string text) => Blank().Replace(Markup().Replace(text, " "), " ").Trim();

    private static string Cut(string text, int max) => text.Length <= max ? text : text[..max];

    [GeneratedRegex(@"^#{1,4}\s+(.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"```.*?```|<[^>]*>|!?\[([^\]]*)\]\([^)]*\)|[`*#|>]", RegexOptions.Singleline)]
    private static partial Regex Markup();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blank();
}

/// <summary>What is asked, and the one passage that answers.</summary>
internal sealed record Asked(string Question, string Answer);
