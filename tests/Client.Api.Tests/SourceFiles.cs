using Sanctum.Testing;

namespace Sanctum.Tests;

/// <summary>What the programs are made of, without tests and measurements.</summary>
internal static class SourceFiles
{
    private static readonly string[] Folders =
        ["Grains.Abstractions", "Grains", "Adapters", "ServiceDefaults", "Silo", "Client.Api", "Client.Cli"];

    public static IEnumerable<string> Texts() =>
        Folders.SelectMany(
            folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories))
            .Select(File.ReadAllText);

    public static string Text(string path) => File.ReadAllText(Path.Combine(Repository.Root, path));

    public static string[] Lines(string path) => File.ReadAllLines(Path.Combine(Repository.Root, path));
}
