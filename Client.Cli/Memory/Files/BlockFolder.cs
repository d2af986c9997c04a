using System.Security.Cryptography;
using System.Text;
using Sanctum.Connection;
using Sanctum.Terminal;

namespace Sanctum.Memory;

/// <summary>
/// A folder with a Markdown file for each block. Only its own files are read and written: no folders below it, and no links.
/// </summary>
internal sealed class BlockFolder(string path)
{
    private const int MaxFiles = 10_000;
    private const int MaxFileBytes = 1024 * 1024;
    private const int MaxNameCharacters = 120;
    private const string Extension = ".md";

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>The names of its files, in order.</summary>
    /// <exception cref="ProblemException">There is no such folder, or it has too many files.</exception>
    public IReadOnlyList<string> Names()
    {
        if (!Directory.Exists(path))
            throw ProblemException.Usage($"The folder {path} does not exist.");
        var names = Accessing(path, () => Directory.EnumerateFiles(path, $"*{Extension}")
            .Select(file => Path.GetFileName(file)!).Where(name => !name.StartsWith('.')).Take(MaxFiles + 1).ToList());
        return names.Count > MaxFiles
            ? throw ProblemException.Usage($"{path} has more than {MaxFiles} files, the limit.")
            : [.. names.Order(StringComparer.Ordinal)];
    }

    /// <summary>Creates it if it does not exist.</summary>
    /// <exception cref="ProblemException">It cannot be created.</exception>
    public void Create() => Accessing(path, () => Directory.CreateDirectory(path));

    /// <summary>A file; null if there is none of that name.</summary>
    /// <exception cref="ProblemException">It is a link, too large, not readable or not a block.</exception>
    public BlockFile? Find(string name)
    {
        var file = new FileInfo(Path.Combine(path, name));
        RequireNoLink(file);
        if (!file.Exists)
            return null;
        if (file.Length > MaxFileBytes)
            throw ProblemException.Usage($"{name} has {file.Length} bytes; the limit is {MaxFileBytes}.");
        return BlockFile.Parse(name, StrictText.Decode(name, Accessing(name, () => File.ReadAllBytes(file.FullName))));
    }

    /// <summary>The names and labels of its files that are blocks, in the order of the names.</summary>
    /// <exception cref="ProblemException">There is no such folder, or it has too many files.</exception>
    public IReadOnlyList<(string Name, string Label)> Labels()
    {
        var files = new List<(string Name, string Label)>();
        foreach (var name in Names())
        {
            if (LabelOf(name) is { } label)
                files.Add((name, label));
        }
        return files;
    }

    /// <summary>Writes a file as a whole: a reader, or a crash, finds the old one or the new one.</summary>
    /// <exception cref="ProblemException">It is a link, or cannot be written.</exception>
    public void Write(string name, BlockFile block)
    {
        var target = new FileInfo(Path.Combine(path, name));
        RequireNoLink(target);
        var draft = Path.Combine(path, $".{Guid.NewGuid():N}.tmp");
        Accessing(name, () =>
        {
            try
            {
                File.WriteAllText(draft, block.ToString(), Utf8);
                File.Move(draft, target.FullName, overwrite: true);
            }
            finally
            {
                File.Delete(draft);
            }
            return true;
        });
    }

    /// <summary>
    /// The name of the file of a block. What could lead out of the folder, or is not allowed in names somewhere, is escaped; a
    /// name that is too long, or differs from another only in case, ends with a hash.
    /// </summary>
    public static string NameOf(string label, IEnumerable<string> others)
    {
        var name = new StringBuilder();
        foreach (var rune in label.EnumerateRunes())
        {
            if (rune.IsAscii && (char.IsAsciiLetterOrDigit((char)rune.Value) || (char)rune.Value is '_' or '-'
                || ((char)rune.Value == '.' && name.Length > 0)))
                name.Append((char)rune.Value);
            else
                foreach (var unit in Encoding.UTF8.GetBytes(rune.ToString()))
                    name.Append('%').Append(unit.ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
        }
        var isAlone = name.Length <= MaxNameCharacters
            && others.All(other => other == label || !other.Equals(label, StringComparison.OrdinalIgnoreCase));
        return isAlone
            ? $"{name}{Extension}"
            : $"{name.ToString()[..Math.Min(name.Length, MaxNameCharacters)]}~" +
              $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(label)))[..12]}{Extension}";
    }

    // A folder may hold other Markdown files, such as a README.
    private string? LabelOf(string name)
    {
        try
        {
            return Find(name)?.Label;
        }
        catch (ProblemException)
        {
            return null;
        }
    }

    private static void RequireNoLink(FileInfo file)
    {
        if (file.LinkTarget is not null)
            throw ProblemException.Usage($"{file.Name} is a link; links are not followed.");
    }

    private static T Accessing<T>(string name, Func<T> access)
    {
        try
        {
            return access();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw ProblemException.Usage($"{name}: {e.Message}");
        }
    }
}
