using Sanctum.Testing;

namespace Sanctum.Architecture;

/// <summary>The checks fail where they should.</summary>
public sealed class CheckerTests
{
    private static readonly Walls Table = Walls.Parse(["Queues -> Storage", "Tools -> Storage", "Storage ->"]);
    private static readonly TableOwners Owners = TableOwners.Parse(["Queues -> queue_item", "Audit -> audit_entry"]);

    [Fact]
    public void Arrow_that_the_table_lacks_is_found()
    {
        var built = Walls.Parse(["Queues -> Storage Tools", "Tools -> Storage", "Storage ->"]);

        Assert.Equal(["Queues -> Tools"], built.ArrowsOutside(Table));
    }

    [Fact]
    public void Arrow_of_a_new_folder_is_found() =>
        Assert.Equal(["Mail -> Queues"], Walls.Parse(["Mail -> Queues", "Queues -> Storage"]).ArrowsOutside(Table));

    [Fact]
    public void Allowed_arrows_are_no_circle()
    {
        Assert.Empty(Table.ArrowsOutside(Table));
        Assert.Empty(Table.Circles());
    }

    [Fact]
    public void Circle_is_found_without_those_who_only_use_it() =>
        Assert.Equal(["A B C", "E F"], Walls.Parse(["A -> B", "B -> C", "C -> A G", "D -> A", "E -> F", "F -> E"]).Circles());

    [Theory]
    [InlineData("insert into queue_item (id) values ($1)")]
    [InlineData("UPDATE queue_item SET status = 1")]
    [InlineData("with old as (delete from\n    queue_item returning id) select id from old")]
    public void Write_to_a_table_of_another_folder_is_found(string sql)
    {
        Assert.Equal(["Tools writes queue_item"], Owners.ForeignWrites("Tools", sql));
        Assert.Empty(Owners.ForeignWrites("Queues", sql));
    }

    [Theory]
    [InlineData("select id from queue_item for update")]
    [InlineData("    // Another may update queue_item meanwhile.")]
    [InlineData("on conflict (id) do update set status = 2")]
    public void Reading_and_comments_are_no_writes(string sql) => Assert.Empty(Owners.ForeignWrites("Tools", sql));

    [Fact]
    public void Built_code_shows_its_arrows()
    {
        string[] users = ["Async", "Attributes", "Closures", "Generics", "Iterators"];

        var arrows = WallReader.ReadFolders(typeof(CheckerTests).Assembly, "Sanctum.Sample.").Arrows;

        Assert.Equal(users.Select(user => $"{user} -> Base"), arrows);
    }

    [Fact]
    public void Built_code_shows_circles_of_files()
    {
        var files = new DeclaringFiles(Path.Combine(Repository.Root, "tests", "Architecture.Tests"));

        var circles = WallReader.ReadFiles(typeof(CheckerTests).Assembly, files).Circles();

        Assert.Equal(["SampleCircle/First.cs SampleCircle/Second.cs"], circles);
    }
}
