using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;

namespace Sanctum.Access;

public sealed class PermissionTests
{
    private static readonly string[] Sides = ["*", "agents", "queues", "read", "write"];

    [Theory]
    [InlineData("agents:read", "agents:read", true)]
    [InlineData("agents:*", "agents:read", true)]
    [InlineData("*:read", "agents:read", true)]
    [InlineData("*:*", "agents:read", true)]
    [InlineData("*:*", "*:*", true)]
    [InlineData("agents:read", "agents:write", false)]
    [InlineData("agents:read", "agents:*", false)]
    [InlineData("*:read", "*:*", false)]
    [InlineData("queues:*", "agents:read", false)]
    public void Grant_covers_what_it_says(string granted, string needed, bool covers) =>
        Assert.Equal(covers, Permission.Parse(granted).Covers(Permission.Parse(needed)));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("agents")]
    [InlineData(":read")]
    [InlineData("agents:")]
    [InlineData("Agents:read")]
    [InlineData("agents:read:x")]
    [InlineData("agents :read")]
    [InlineData("agen*:read")]
    public void Text_that_is_no_permission_is_refused(string? text) => Assert.False(Permission.TryParse(text, out _));

    [Fact]
    public void Intersection_allows_what_both_allow_and_nothing_else() =>
        Prop.ForAll(Grants(), Grants(), Needed(), (first, second, needed) =>
            Permission.Intersect(first, second).Any(granted => granted.Covers(needed))
                == (first.Any(granted => granted.Covers(needed)) && second.Any(granted => granted.Covers(needed))))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    private static Gen<Permission> Any(string[] sides) =>
        from resource in Gen.Elements(sides)
        from action in Gen.Elements(sides)
        select new Permission(resource, action);

    private static Arbitrary<ImmutableArray<Permission>> Grants() =>
        Any(Sides).ListOf().Select(grants => grants.ToImmutableArray()).ToArbitrary();

    private static Arbitrary<Permission> Needed() => Any(Sides[1..]).ToArbitrary();
}
