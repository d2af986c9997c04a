using Sanctum.Testing;

namespace Sanctum.Hosting;

/// <summary>A pattern that names no limit has one in every host: nothing matches for years.</summary>
public sealed class PatternLimitTests
{
    // Refused before it would start.
    private static readonly (string, string) Misconfigured = ("Sanctum__Cluster__Provider", "nonsense");

    [Theory]
    [InlineData(ProductProcess.Silo)]
    [InlineData(ProductProcess.Gateway)]
    [InlineData("Sanctum.ToolHost")]
    public async Task Pattern_without_a_limit_has_one(string program) =>
        Assert.Equal("00:00:10", await PatternProbe.Run(PathOf(program), settings: Misconfigured));

    [Fact]
    public async Task Match_that_would_take_years_is_ended() =>
        Assert.Equal("ended after 00:00:10", await PatternProbe.Run(PathOf("Sanctum.ToolHost"), new string('a', 60) + "!"));

    private static string PathOf(string program) => Path.Combine(AppContext.BaseDirectory, $"{program}.dll");
}
