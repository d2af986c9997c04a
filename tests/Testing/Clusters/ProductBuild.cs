namespace Sanctum.Testing.Clusters;

/// <summary>The programs of one build of the product.</summary>
/// <param name="Name">What figures call it.</param>
/// <param name="Silo">Path of the silo's program.</param>
/// <param name="Gateway">Path of the gateway's program.</param>
public sealed record ProductBuild(string Name, string Silo, string Gateway)
{
    /// <summary>The one that was built with the tests and lies beside them.</summary>
    public static ProductBuild Current { get; } = new(
        "this build", Path.Combine(AppContext.BaseDirectory, "Sanctum.Silo.dll"), Path.Combine(
            AppContext.BaseDirectory, "Sanctum.Client.Api.dll"));

    /// <summary>One that was built in another checkout.</summary>
    public static ProductBuild In(string checkout, string name)
    {
        return new ProductBuild(name, Built("Silo"), Built("Client.Api"));

        string Built(string project) => Path.Combine(checkout, "artifacts", "bin", project, "release", $"Sanctum.{project}.dll");
    }
}
