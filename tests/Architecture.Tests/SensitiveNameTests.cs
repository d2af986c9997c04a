using System.Text.RegularExpressions;
using Sanctum.Testing;

namespace Sanctum.Architecture;

/// <summary>One list says which names are those of secrets: a second one would miss what the first one knows.</summary>
public sealed partial class SensitiveNameTests
{
    private const int NamesOfAList = 3;

    private static readonly string[] Folders =
        ["Adapters", "Client.Api", "Client.Cli", "Grains", "Grains.Abstractions", "ServiceDefaults", "Silo", "ToolHost"];

    [Fact]
    public void One_file_lists_the_names_of_secrets() => Assert.Equal(
        [Path.Combine("Grains.Abstractions", "Secrets", "SensitiveNames.cs")], Folders.SelectMany(FilesOf).Where(IsList));

    [Theory]
    [InlineData("""string[] names = ["password", "token", "apiKey"];""", true)]
    [InlineData("""string[] names = ["Authorization", "api_key", "SECRET"];""", true)]
    [InlineData("""(var password, var token) = (credentials["password"], credentials["token"]);""", false)]
    [InlineData("""Show("the password", "a token", "no secret");""", false)]
    [InlineData("""Add("password", one); Add("token", two); Add("secret", three);""", false)]
    public void A_list_is_three_names_or_more(string code, bool isList) => Assert.Equal(isList, HasList(code));

    private static IEnumerable<string> FilesOf(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Repository.Root, file))
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Intersect(["bin", "obj"]).Any());

    private static bool IsList(string file) => HasList(File.ReadAllText(Path.Combine(Repository.Root, file)));

    private static bool HasList(string code) => Texts().Matches(code).Any(texts => CountNames(texts.Value) >= NamesOfAList);

    private static int CountNames(string texts) =>
        SecretName().Matches(texts).Select(name => name.Groups["name"].Value.ToUpperInvariant()).Distinct().Count();

    // Texts that only commas separate.
    [GeneratedRegex("\"[^\"\n]*\"(\\s*,\\s*\"[^\"\n]*\")+")]
    private static partial Regex Texts();

    [GeneratedRegex(
        "\"(?<name>authorization|bearer|token|api_?key|secret|password|passwd|pwd|credentials?|cookie|jwt)\"",
        RegexOptions.IgnoreCase)]
    private static partial Regex SecretName();
}
