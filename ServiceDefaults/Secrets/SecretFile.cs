namespace Sanctum.Secrets;

/// <summary>A secret in a file.</summary>
internal static class SecretFile
{
    private const int MaxBytes = 256 * 1024;

    /// <summary>The text of a file below a folder, without the line break at its end.</summary>
    /// <exception cref="SecretUnavailableException">There is none, or it cannot be read.</exception>
    public static async Task<string> Read(string folder, string name, CancellationToken cancellationToken)
    {
        var root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)) + Path.DirectorySeparatorChar;
        var path = Path.GetFullPath(Path.Combine(root, name));
        if (!path.StartsWith(root, StringComparison.Ordinal))
            throw new SecretUnavailableException("its path leaves the store's folder.");
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > MaxBytes })
                throw new SecretUnavailableException($"its file has more than {MaxBytes} bytes.");
            return (await File.ReadAllTextAsync(path, cancellationToken)).TrimEnd('\r', '\n');
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SecretUnavailableException("there is no such file, or it may not be read.", exception);
        }
    }
}
