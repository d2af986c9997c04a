namespace Sanctum.Testing;

/// <summary>A plug-in that brings a platform at which nothing happens.</summary>
public static class QuietPlugin
{
    private const string Source =
        """
        using System.Threading;
        using System.Threading.Tasks;
        using Sanctum.Platforms;
        using Sanctum.Publishing;

        public sealed class NAMEAdapter : IPlatformAdapter
        {
            public string Platform => "NAME".ToLowerInvariant();

            public PlatformCapabilities Capabilities { get; } = new(1000, TextUnit.Utf16, NeedsAccount: false);

            public Task<PostReceipt> PostAsync(PlatformAccount account, OutboundPost post, CancellationToken cancellationToken) =>
                Task.FromResult(new PostReceipt("1"));
        }
        """;

    /// <summary>Puts it into a folder of plug-ins.</summary>
    /// <param name="folder">The folder of all plug-ins.</param>
    /// <param name="name">Its name, and, in small letters, that of its platform.</param>
    /// <param name="contracts">Path of the assembly with the contracts of plug-ins.</param>
    public static Task Install(string folder, string name, string contracts)
    {
        var assembly = Path.Combine(Directory.CreateDirectory(Path.Combine(folder, name)).FullName, $"{name}.dll");
        return PluginCompiler.Compile(assembly, Source.Replace("NAME", name, StringComparison.Ordinal), contracts);
    }
}
