using System.Collections.Concurrent;
using System.Reflection;
using Sanctum.Testing;

namespace Sanctum.Architecture;

/// <summary>What is built agrees with <c>walls.txt</c>. What was found is left in <c>artifacts/architecture</c>.</summary>
public sealed class WallTests
{
    private static readonly ConcurrentDictionary<string, Walls> Built = [];

    public static TheoryData<string> Projects => ["Grains", "Grains.Abstractions", "Client.Api", "Client.Cli"];

    public static TheoryData<string> Adapters =>
        [.. Directory.EnumerateDirectories(Path.Combine(Repository.Root, "Adapters")).Select(
            folder => Path.GetRelativePath(Repository.Root, folder))];

    [Theory, MemberData(nameof(Projects))]
    public void Folders_use_only_what_the_table_allows(string project)
    {
        var found = Read(project);
        Save(project, found.Lines);

        Assert.Empty(found.ArrowsOutside(Walls.Parse(Tables.Section(project))));
    }

    [Theory, MemberData(nameof(Projects))]
    public void Table_allows_only_what_is_used(string project) =>
        Assert.Empty(Walls.Parse(Tables.Section(project)).ArrowsOutside(Read(project)));

    [Theory, MemberData(nameof(Projects))]
    public void Circles_are_the_known_ones(string project)
    {
        var found = Read(project).Circles();
        Save($"{project} circles", found);

        Assert.Equal(Tables.Section($"{project} known circles"), found);
    }

    [Theory, MemberData(nameof(Projects)), MemberData(nameof(Adapters))]
    public void Files_form_no_circle(string project)
    {
        var files = new DeclaringFiles(Path.Combine(Repository.Root, project));

        var found = WallReader.ReadFiles(Assembly.Load(AssemblyOf(project)), files);

        Assert.True(files.All.Count() > 5);
        Assert.NotEmpty(found.Arrows);
        Assert.Empty(found.Circles());
    }

    [Fact]
    public void Tables_are_written_by_their_owners()
    {
        var owners = TableOwners.Parse(Tables.Section("Tables"));
        var grains = Path.Combine(Repository.Root, "Grains");
        string[] found = [.. Directory.EnumerateFiles(grains, "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => owners.ForeignWrites(FolderOf(grains, file), File.ReadAllText(file)))
            .Distinct().Order(StringComparer.Ordinal)];
        Save("Foreign writes", found);

        Assert.Equal(Tables.Section("Known foreign writes"), found);
    }

    [Fact]
    public void Every_table_has_an_owner()
    {
        var created = Directory.EnumerateFiles(Path.Combine(Repository.Root, "Grains"), "*.sql", SearchOption.AllDirectories)
            .SelectMany(file => TableOwners.CreatedTables(File.ReadAllText(file))).ToHashSet();

        Assert.True(created.Count > 20);
        Assert.Empty(created.Except(TableOwners.Parse(Tables.Section("Tables")).Tables));
    }

    private static Walls Read(string project) =>
        Built.GetOrAdd(project, one => WallReader.ReadFolders(Assembly.Load(AssemblyOf(one))));

    private static string AssemblyOf(string project) =>
        project == "Client.Cli" ? "sanctum" : $"Sanctum.{Path.GetFileName(project)}";

    private static string FolderOf(string root, string file) =>
        Path.GetRelativePath(root, file).Split(Path.DirectorySeparatorChar)[0];

    private static void Save(string name, IEnumerable<string> lines)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Repository.Root, "artifacts", "architecture")).FullName;
        File.WriteAllLines(Path.Combine(folder, $"{name}.txt"), lines);
    }
}
