using System.Collections.Immutable;
using Sanctum.Runtime.Serialization;

namespace Sanctum.Conformance.Embedded;

/// <summary>What the embedded runtime lets pass between grains, and what it refuses as a cluster would.</summary>
public sealed class CopierTests
{
    private readonly DeepCopier _copier = new();

    [Fact]
    public void A_type_that_is_neither_known_nor_marked_is_refused_by_name() =>
        Assert.Contains(nameof(Unmarked), Assert.Throws<NotSupportedException>(() => _copier.Copy(new Unmarked())).Message, StringComparison.Ordinal);

    [Fact]
    public void A_member_without_an_id_does_not_travel() =>
        Assert.Equal(new Marked { Kept = 1 }, _copier.Copy(new Marked { Kept = 1, Lost = 2 }));

    [Fact]
    public void What_a_positional_record_declares_travels_without_ids()
    {
        var copy = (Positional)_copier.Copy(new Positional("a", [1, 2]))!;

        Assert.Equal("a", copy.Name);
        Assert.Equal([1, 2], copy.Numbers);
    }

    [Fact]
    public void The_runtime_type_travels_where_a_base_type_is_declared()
    {
        IReadOnlyList<Shape> shapes = new List<Shape> { new Circle { Name = "c", Radius = 2 } };

        Assert.Equal(shapes, (IEnumerable<Shape>)_copier.Copy(shapes)!);
    }

    [Theory]
    [MemberData(nameof(Values))]
    public void A_known_value_is_copied_whole(object value) => Assert.Equal(value, _copier.Copy(value));

    public static TheoryData<object> Values() =>
    [
        new byte[] { 1, 2, 3 },
        new[] { "a", null },
        new Dictionary<string, List<int>> { ["a"] = [1] },
        new SortedDictionary<string, int> { ["b"] = 2, ["a"] = 1 },
        new HashSet<Guid> { Guid.Empty },
        new Stack<int>([1, 2, 3]),
        ImmutableArray.Create(1, 2),
        ImmutableDictionary<string, int>.Empty.Add("a", 1),
        (1, "two", new[] { 3 }),
        DateTimeOffset.UnixEpoch,
        DayOfWeek.Monday,
        new Uri("https://example.org/"),
    ];

    private sealed class Unmarked;

    [GenerateSerializer]
    internal sealed record Marked
    {
        [Id(0)]
        public int Kept { get; init; }

        public int Lost { get; init; }
    }

    [GenerateSerializer]
    internal sealed record Positional(string Name, List<int> Numbers);

    [GenerateSerializer]
    internal abstract record Shape
    {
        [Id(0)]
        public string Name { get; init; } = "";
    }

    [GenerateSerializer]
    internal sealed record Circle : Shape
    {
        [Id(0)]
        public double Radius { get; init; }
    }
}
