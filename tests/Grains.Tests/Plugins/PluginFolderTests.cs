using Sanctum.Testing;

namespace Sanctum.Plugins;

/// <summary>What others put into a plug-in's folder.</summary>
public sealed class PluginFolderTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("sanctum-plugin-folder-").FullName;

    private string Folder => Path.Combine(_root, "Some");

    public PluginFolderTests()
    {
        Directory.CreateDirectory(Folder);
        File.WriteAllText(Path.Combine(Folder, "Some.dll"), "MZ");
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Files_and_folders_are_copied()
    {
        Directory.CreateDirectory(Path.Combine(Folder, "en", "deep"));
        File.WriteAllText(Path.Combine(Folder, "en", "deep", "text"), "hello");

        var copy = Copy();

        Assert.Equal("MZ", File.ReadAllText(copy));
        Assert.Equal("hello", File.ReadAllText(Path.Combine(Path.GetDirectoryName(copy)!, "en", "deep", "text")));
    }

    [Theory]
    [InlineData("loop", "..")]
    [InlineData("etc", "/etc")]
    [InlineData("file", "/etc/passwd")]
    [InlineData("nowhere", "/nowhere/at/all")]
    public void A_link_is_refused_and_not_followed(string name, string target)
    {
        File.CreateSymbolicLink(Path.Combine(Folder, name), target);

        Assert.Contains($"the link '{name}'", Assert.Throws<PluginRefusedException>(Copy).Message, StringComparison.Ordinal);
        Assert.Contains("link", new PluginFolder("Some", Folder).Stamp(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_is_a_link_is_refused()
    {
        Directory.CreateSymbolicLink(Path.Combine(_root, "Linked"), Folder);

        Assert.Contains(
            "is a link", Assert.Throws<PluginRefusedException>(() => new PluginFolder("Linked", Path.Combine(_root, "Linked"))
                .CopyTo(Path.Combine(_root, "copy"))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pipe_is_refused_and_not_waited_for()
    {
        await Commands.Run(Folder, "mkfifo", ["pipe"]);

        var refused = await Assert.ThrowsAsync<PluginRefusedException>(() => Task.Run(Copy).WaitAsync(TimeSpan.FromMinutes(1)));

        Assert.Contains("'pipe'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Too_many_files_and_too_deep_folders_are_refused()
    {
        for (var i = 0; i <= 10_000; i++)
            File.Create(Path.Combine(Folder, $"f{i}")).Dispose();
        Assert.Contains("10000", Assert.Throws<PluginRefusedException>(Copy).Message, StringComparison.Ordinal);

        Directory.Delete(Folder, recursive: true);
        Directory.CreateDirectory(Path.Combine([Folder, .. Enumerable.Repeat("d", 40)]));
        Assert.Contains("deeper", Assert.Throws<PluginRefusedException>(Copy).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_claims_more_than_there_may_be_is_refused_before_it_is_read()
    {
        using (var sparse = File.Create(Path.Combine(Folder, "huge")))
            sparse.SetLength(10L * 1024 * 1024 * 1024);

        Assert.Contains("bytes, the limit", Assert.Throws<PluginRefusedException>(Copy).Message, StringComparison.Ordinal);
    }

    private string Copy() => new PluginFolder("Some", Folder).CopyTo(Path.Combine(_root, $"copy-{Guid.NewGuid():N}"));
}
