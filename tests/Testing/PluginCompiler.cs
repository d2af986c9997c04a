using System.Reflection;

namespace Sanctum.Testing;

/// <summary>Compiles small assemblies, as a plug-in's author would, with no project and no packages.</summary>
public static class PluginCompiler
{
    private static readonly string Compiler =
        typeof(PluginCompiler).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(pair => pair.Key == "Compiler")
            .Value!;

    /// <summary>Compiles a source to an assembly.</summary>
    /// <param name="assembly">Where the assembly goes.</param>
    /// <param name="source">C#.</param>
    /// <param name="references">Assemblies that it needs beside the framework.</param>
    public static async Task Compile(string assembly, string source, params string[] references)
    {
        var file = Path.ChangeExtension(assembly, ".cs");
        await File.WriteAllTextAsync(file, source);
        await CompileFiles(assembly, [file], references);
        File.Delete(file);
    }

    /// <summary>Compiles the files of a project to an assembly.</summary>
    /// <param name="assembly">Where the assembly goes.</param>
    /// <param name="files">C#.</param>
    /// <param name="references">Assemblies that they need beside the framework.</param>
    public static async Task CompileFiles(string assembly, IEnumerable<string> files, params string[] references)
    {
        var framework = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) is var name
                && (name.StartsWith("System.", StringComparison.Ordinal)
                    || name.StartsWith("Microsoft.Extensions.Logging.A", StringComparison.Ordinal)
                    || name.StartsWith("Microsoft.Win32.P", StringComparison.Ordinal)));
        await Commands.Run(
            Path.GetDirectoryName(assembly)!, "dotnet",
            ["exec", Compiler, "-nologo", "-target:library", "-nullable:enable", "-langversion:latest", $"-out:{assembly}",
                .. framework.Concat(references).Select(reference => $"-r:{reference}"), .. files]);
    }
}
