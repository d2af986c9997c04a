using System.Text.Json;

namespace Sanctum.Connection;

/// <summary>
/// The credentials that <c>sanctum login</c> keeps, a gateway each, in a file that only its owner can read. Commands that run
/// side by side take turns to exchange a refresh token, because one that is presented twice ends its session.
/// </summary>
internal static class CredentialFile
{
    private const string Variable = "SANCTUM_CREDENTIALS";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private static string Name => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given
        ? given
        : Path.Combine(
            Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify),
            "sanctum", "credentials.json");

    /// <summary>What is kept for a gateway; null if nothing is.</summary>
    public static Credential? Find(Uri gateway) => Read().GetValueOrDefault(KeyOf(gateway));

    /// <summary>Keeps a credential for a gateway, or forgets it.</summary>
    public static void Keep(Uri gateway, Credential? credential)
    {
        var kept = Read();
        if (credential is null && !kept.Remove(KeyOf(gateway)))
            return;
        if (credential is not null)
            kept[KeyOf(gateway)] = credential;
        Write(kept);
    }

    /// <summary>Runs what must not run in two commands at once.</summary>
    /// <exception cref="ProblemException">Another command does not come to its end.</exception>
    public static async Task<T> Alone<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(Name))!);
        using var turn = await TakeTurn(cancellationToken);
        return await work();
    }

    private static async Task<FileStream> TakeTurn(CancellationToken cancellationToken)
    {
        for (var waited = TimeSpan.Zero; ; waited += Pause)
        {
            try
            {
                return new FileStream($"{Name}.lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (waited < MaxWait)
            {
                await Task.Delay(Pause, cancellationToken);
            }
            catch (IOException e)
            {
                throw ProblemException.Usage($"{Name}.lock is held by another command: {e.Message}");
            }
        }
    }

    private static Dictionary<string, Credential> Read()
    {
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, Credential>>(File.ReadAllBytes(Name), Wire.Options) ?? [];
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return [];
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw ProblemException.Usage($"{Name} cannot be read: {e.Message} Remove it and sign in again.");
        }
    }

    // The file gets its name when it is complete, so a command that is stopped leaves the one before.
    private static void Write(Dictionary<string, Credential> kept)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(Name))!);
        var draft = $"{Name}.{Guid.NewGuid():N}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        using (var file = new FileStream(draft, options))
            JsonSerializer.Serialize(file, kept, Wire.Options);
        File.Move(draft, Name, overwrite: true);
    }

    private static string KeyOf(Uri gateway) => gateway.GetLeftPart(UriPartial.Path).TrimEnd('/');
}
