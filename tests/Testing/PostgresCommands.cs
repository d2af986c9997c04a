using System.Diagnostics;

namespace Sanctum.Testing;

/// <summary>PostgreSQL's own commands. The server refuses to run as root, so root runs them as an account that has no rights.</summary>
internal sealed class PostgresCommands
{
    private const string UnprivilegedAccount = "nobody";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly string _binaries;

    private PostgresCommands(string binaries) => _binaries = binaries;

    public static PostgresCommands Find()
    {
        var versions = Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql") : [];
        var folders = versions.OrderByDescending(folder => int.TryParse(Path.GetFileName(folder), out var version) ? version : 0)
            .Select(folder => Path.Combine(folder, "bin"))
            .Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator));
        return folders.FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb"))) is { } found
            ? new PostgresCommands(found)
            : throw new InvalidOperationException("PostgreSQL's initdb was found neither in /usr/lib/postgresql nor in PATH; install PostgreSQL 15 or newer.");
    }

    /// <summary>A new folder that the server may use, and nobody else.</summary>
    public string CreateFolder()
    {
        var folder = Directory.CreateTempSubdirectory("sanctum-pg-").FullName;
        if (Environment.IsPrivilegedProcess)
            Execute("chown", UnprivilegedAccount, folder);
        return folder;
    }

    /// <exception cref="InvalidOperationException">The command failed; the message has what it said.</exception>
    public void Run(string command, params string[] arguments)
    {
        var path = Path.Combine(_binaries, command);
        if (Environment.IsPrivilegedProcess)
            Execute("runuser", ["-u", UnprivilegedAccount, "--", path, .. arguments]);
        else
            Execute(path, arguments);
    }

    private static void Execute(string file, params string[] arguments)
    {
        // The server inherits what its starter has open, so nothing is piped: reading would wait for the server's end.
        var start = new ProcessStartInfo("/bin/sh") { UseShellExecute = false, WorkingDirectory = "/" };
        var said = Path.GetTempFileName();
        foreach (var argument in (string[])["-c", "out=$1; shift; exec \"$@\" >\"$out\" 2>&1 </dev/null", "sh", said, file, .. arguments])
            start.ArgumentList.Add(argument);
        try
        {
            using var process = Process.Start(start) ?? throw new InvalidOperationException($"{file} could not be started.");
            if (!process.WaitForExit(Patience))
                throw new InvalidOperationException($"{file} {string.Join(' ', arguments)} did not end in {Patience.TotalSeconds} s: {File.ReadAllText(said)}");
            if (process.ExitCode != 0)
                throw new InvalidOperationException($"{file} {string.Join(' ', arguments)} ended with {process.ExitCode}: {File.ReadAllText(said)}");
        }
        finally
        {
            File.Delete(said);
        }
    }
}
