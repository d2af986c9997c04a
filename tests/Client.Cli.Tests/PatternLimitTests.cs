using Sanctum.Testing;

namespace Sanctum.Tests;

/// <summary>The command line has a limit for patterns as every host has.</summary>
public sealed class PatternLimitTests
{
    [Fact]
    public async Task Pattern_without_a_limit_has_one() => Assert.Equal("00:00:10", await PatternProbe.Run(Cli.Program));
}
