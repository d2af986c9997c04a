using System.Diagnostics;
using System.Globalization;
using Sanctum.Testing;

namespace Sanctum.Hosting;

/// <summary><c>./dev</c> in a folder of its own, which nothing is built in.</summary>
public sealed class DevProcessTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sanctum-dev-").FullName;
    private readonly Process _process = Process.Start("sleep", "600");

    public DevProcessTests()
    {
        File.Copy(Path.Combine(Repository.Root, "dev"), Path.Combine(_folder, "dev"));
        Directory.CreateDirectory(State);
        // PostgreSQL runs as a user without rights, who must get in.
        using var open = Process.Start("chmod", ["755", _folder]);
        open.WaitForExit();
    }

    private string State => Path.Combine(_folder, ".sanctum");

    private string PidFile => Path.Combine(State, "silo1.pid");

    [Fact]
    public async Task Process_that_up_started_is_stopped()
    {
        await File.WriteAllTextAsync(PidFile, $"{_process.Id} {StartOf(_process.Id)}\n");

        var said = await Dev("down");

        Assert.Contains("Stopped silo1", said, StringComparison.Ordinal);
        Assert.False(LivingProcess.Is(_process.Id));
        Assert.False(File.Exists(PidFile));
    }

    [Theory]
    [InlineData("{0} 1")]
    [InlineData("{0}")]
    [InlineData("")]
    public async Task Process_that_only_has_the_number_of_one_is_left_alone(string content)
    {
        await File.WriteAllTextAsync(PidFile, string.Format(CultureInfo.InvariantCulture, content, _process.Id) + "\n");

        var said = await Dev("down");

        Assert.DoesNotContain("Stopped", said, StringComparison.Ordinal);
        Assert.True(LivingProcess.Is(_process.Id));
        Assert.False(File.Exists(PidFile));
    }

    [Fact]
    public async Task Second_up_says_what_runs_already()
    {
        await File.WriteAllTextAsync(PidFile, $"{_process.Id} {StartOf(_process.Id)}\n");
        await File.WriteAllTextAsync(Path.Combine(State, "url"), "http://127.0.0.1:9017\n");

        var said = await Dev("up");

        Assert.Contains("running already", said, StringComparison.Ordinal);
        Assert.Contains("http://127.0.0.1:9017", said, StringComparison.Ordinal);
        Assert.Contains($"process {_process.Id}", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Data_folder_of_another_version_of_PostgreSQL_is_refused_with_the_way_out()
    {
        var data = Path.Combine(State, "postgres", "data");
        Directory.CreateDirectory(data);
        await File.WriteAllTextAsync(Path.Combine(data, "PG_VERSION"), "9\n");

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => Dev("up"));

        Assert.Contains("was made by PostgreSQL 9", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("pg_dump", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("up", "--silos", "0")]
    [InlineData("up", "--silos", "many")]
    [InlineData("up", "--membership", "etcd")]
    [InlineData("up", "--gateways")]
    [InlineData("up", "--nodes", "3")]
    public async Task Options_that_cannot_be_read_are_refused_before_anything_starts(params string[] arguments)
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => Dev(arguments));

        Assert.Empty(Directory.EnumerateFileSystemEntries(State));
    }

    [Fact]
    public async Task Help_names_every_variable_and_option()
    {
        var help = await Dev("help");

        foreach (var word in (string[])["--silos", "--gateways", "--membership", "SANCTUM_POSTGRES", "SANCTUM_REDIS", "SANCTUM_PORT", "SANCTUM_PG_BIN"])
            Assert.Contains(word, help, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private Task<string> Dev(params string[] arguments) => Commands.Run(_folder, "sh", ["./dev", .. arguments]);

    // The twenty-second field; the second, in parentheses, is the only one that may hold spaces.
    private static string StartOf(int process)
    {
        var text = File.ReadAllText($"/proc/{process}/stat");
        return text[(text.LastIndexOf(')') + 2)..].Split(' ')[19];
    }
}
