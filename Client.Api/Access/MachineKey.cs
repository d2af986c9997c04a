using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace Sanctum.Access;

/// <summary>
/// A secret in a file that only the user of this process can read. Whoever presents it is on this machine, and could read the
/// database's password as well.
/// </summary>
internal sealed partial class MachineKey(IOptions<AccessSettings> settings, ILogger<MachineKey> logger)
{
    private const string Header = "X-Machine-Key";
    private const int Bytes = 32;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private string Path => settings.Value.MachineKeyFile;

    /// <summary>Makes the file if it is not there. Without it nobody can present it; nothing else needs it.</summary>
    public void Prepare()
    {
        if (Path.Length == 0 || File.Exists(Path))
            return;
        try
        {
            Create(System.IO.Path.GetFullPath(Path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            if (!File.Exists(Path))
                NotMade(logger, Path, exception.Message);
        }
    }

    /// <summary>Checks that a request presents what the file holds.</summary>
    /// <exception cref="SignInRefusedException">It does not.</exception>
    public void Demand(HttpContext http)
    {
        if (!IsKept(http.Request.Headers[Header]))
            throw new SignInRefusedException($"{Header} is not what the gateway's machine key file holds.");
    }

    private bool IsKept(string? text)
    {
        if (Path.Length == 0 || text is null || !File.Exists(Path))
            return false;
        var kept = File.ReadAllText(Path).Trim();
        return kept.Length > 0
            && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(kept), Encoding.UTF8.GetBytes(text));
    }

    // The file gets its name when it is complete, so nobody reads half of it.
    private static void Create(string path)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        var draft = $"{path}.{Guid.NewGuid():N}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        using (var writer = new StreamWriter(draft, options))
            writer.Write(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Bytes)));
        try
        {
            File.Move(draft, path, overwrite: false);
        }
        finally
        {
            File.Delete(draft);
        }
    }

    [LoggerMessage(2080, LogLevel.Warning, "{Path} cannot be made, so nobody signs in by this machine: {Reason}")]
    private static partial void NotMade(ILogger logger, string path, string reason);
}
