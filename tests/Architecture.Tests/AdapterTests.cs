using System.Reflection;
using Sanctum.Hosting;
using Sanctum.Testing;

namespace Sanctum.Architecture;

/// <summary>Adapters see contracts only.</summary>
public sealed class AdapterTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "Adapters");

    public static TheoryData<string> Adapters =>
    [
        .. Directory.EnumerateFiles(Folder, "*.csproj", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Folder, file)),
    ];

    [Theory, MemberData(nameof(Adapters))]
    public void Adapter_refers_to_the_contracts_and_nothing_else_of_ours(string file)
    {
        var path = Path.Combine(Folder, file);
        var built = Assembly.Load($"Sanctum.{Path.GetFileNameWithoutExtension(file)}");

        Assert.Empty(AdapterReferences.ForeignProjects(File.ReadAllText(path)));
        Assert.Empty(AdapterReferences.ForeignAssemblies(built.GetReferencedAssemblies().Select(name => name.Name!)));
        Assert.True(built.IsDefined(typeof(AdapterAssemblyAttribute)), "It has no [assembly: AdapterAssembly].");
    }

    [Fact]
    public void Reference_to_the_grains_is_found_in_the_project_and_in_what_is_built()
    {
        const string Project =
            """
            <Project>
              <ItemGroup>
                <ProjectReference Include="../../Grains.Abstractions/Grains.Abstractions.csproj" />
                <ProjectReference Include="..\..\Grains\Grains.csproj" />
              </ItemGroup>
            </Project>
            """;

        Assert.Equal(["Grains"], AdapterReferences.ForeignProjects(Project));
        Assert.Equal(
            ["Sanctum.Grains"],
            AdapterReferences.ForeignAssemblies(["System.Runtime", "Sanctum.Grains.Abstractions", "Sanctum.Grains"]));
    }
}
