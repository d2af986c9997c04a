using System.Reflection;

namespace Sanctum.Architecture;

/// <summary>The command line reaches the product by its endpoints only: a command needs what its endpoints need.</summary>
public sealed class CommandLineTests
{
    private static readonly string[] OtherWays = ["Sanctum", "Orleans", "Npgsql", "StackExchange"];

    [Fact]
    public void Command_line_refers_to_nothing_that_could_go_past_the_endpoints()
    {
        var references = Assembly.Load("sanctum").GetReferencedAssemblies().Select(reference => reference.Name!).ToArray();

        Assert.Contains("System.Net.Http", references);
        Assert.DoesNotContain(references, name => OtherWays.Any(way => name.StartsWith(way, StringComparison.Ordinal)));
    }
}
