using Sanctum.Testing;

namespace Sanctum.Architecture;

/// <summary>C# has lines of at most 130 characters, and the check finds those that are longer.</summary>
public sealed class LineLengthTests
{
    private static readonly string Long = new('x', LongLines.MaxCharacters);

    [Fact]
    public void Lines_of_C_sharp_have_at_most_130_characters()
    {
        var files = SourceFolders(new DirectoryInfo(Repository.Root))
            .SelectMany(folder => folder.EnumerateFiles("*.cs")).ToList();

        Assert.True(files.Count > 1_000);
        Assert.Empty(files.SelectMany(LongLinesOf));
    }

    [Fact]
    public void Limit_is_that_of_the_editor() => Assert.Contains(
        $"max_line_length = {LongLines.MaxCharacters}", File.ReadAllLines(Path.Combine(Repository.Root, ".editorconfig")));

    [Theory]
    [InlineData("var x = {0};")]
    [InlineData("// {0}")]
    [InlineData("/* \"\"\" */ {0}")]
    [InlineData("var x = \"{0}\";")]
    [InlineData("var x = @\"\"\"{0}\";")]
    [InlineData("var x = $\"{a} \\\" {{ {(b ? \"\\\"\" : $\"{c:0.0}\")} {0}\";")]
    [InlineData("var x = $@\"{a} \"\" {0}\";")]
    [InlineData("var x = '\"'; {0}")]
    [InlineData("var x = \"\"; var y = $\"\"; {0}")]
    [InlineData("var x = \"\"\"short\"\"\"; {0}")]
    public void Line_that_is_too_long_is_found(string line)
    {
        var code = $"// first\n{line.Replace("{0}", Long, StringComparison.Ordinal)}\n// last\n";

        Assert.Equal([2], LongLines.In(code));
        Assert.Equal([2], LongLines.In(code.ReplaceLineEndings("\r\n")));
    }

    [Fact]
    public void Line_of_130_characters_is_none() => Assert.Empty(LongLines.In($"// first\n{Long}\n"));

    [Theory]
    [InlineData("var x = \"\"\"{0}\"\"\";")]
    [InlineData("var x = \"\"\"\"one \"\"\" {0}\"\"\"\";")]
    [InlineData("var x = $$\"\"\"{\"a\":\"{{b}}\",\"c\":\"{0}\"}\"\"\";")]
    [InlineData("var x = \"\"\"\n    {0}\n    it's \"{0}\"\n    \"\"\";")]
    [InlineData("var x = $\"{a} {(b ? \"\"\"{0}\"\"\" : \"\")}\";")]
    public void Text_of_a_raw_string_may_be_longer(string code) =>
        Assert.Empty(LongLines.In($"// first\n{code.Replace("{0}", Long, StringComparison.Ordinal)}\n// last\n"));

    private static IEnumerable<DirectoryInfo> SourceFolders(DirectoryInfo folder) =>
        folder.EnumerateDirectories()
            .Where(inner => inner.Name is not ("bin" or "obj" or "artifacts" or "node_modules") && inner.Name[0] != '.')
            .SelectMany(SourceFolders).Prepend(folder);

    private static IEnumerable<string> LongLinesOf(FileInfo file) => LongLines.In(File.ReadAllText(file.FullName))
        .Select(line => $"{Path.GetRelativePath(Repository.Root, file.FullName)}:{line}");
}
