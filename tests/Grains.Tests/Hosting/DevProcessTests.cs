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
    public async Task Build_says_what_it_builds_and_how_long_it_has_taken()
    {
        var failure = await Test(await Programs());

        Assert.Matches(@"  \d+:\d\d: built Sample\n", failure);
        Assert.Matches(@"the build failed after \d+:\d\d; see", failure);
    }

    [Fact]
    public async Task Node_that_is_new_enough_is_used()
    {
        await Test(await Programs(("node", "echo v20.1.0"), ("npm", "exit 1")));

        Assert.Contains("node v20.1.0", await BuildLog(), StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(State, "node")));
    }

    [Fact]
    public async Task Old_Node_gives_way_to_one_of_npm()
    {
        var programs = await Programs(("node", "echo v18.20.4"), ("npm", Installs));

        var first = await Test(programs);
        var second = await Test(programs);

        Assert.Contains("Installing Node 22", first, StringComparison.Ordinal);
        Assert.DoesNotContain("Installing Node", second, StringComparison.Ordinal);
        Assert.Contains("node v22.0.0", await BuildLog(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Runs_that_install_Node_at_once_leave_one()
    {
        // Each installs only once the other does too.
        var both =
            "touch \"started.$$\"; tries=0; until [ \"$(ls started.* | wc -l)\" = 2 ] || [ $tries = 6000 ]; " +
            "do tries=$((tries + 1)); sleep 0.01; done\n";
        var programs = await Programs(("node", "echo v18.20.4"), ("npm", both + Installs));

        await Task.WhenAll(Test(programs), Test(programs));

        Assert.Equal(["node", "node.log"], Directory.EnumerateFileSystemEntries(State, "node*").Select(Path.GetFileName).Order());
        Assert.Contains("node v22.0.0", await BuildLog(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_npm_and_apt_the_tests_say_in_a_line_what_to_install()
    {
        var said = await Test(await Programs());

        Assert.Contains("are skipped. Node.js 20 or newer with npm is needed: ", said, StringComparison.Ordinal);
        Assert.Contains("built Sample", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_names_every_variable_and_option()
    {
        var help = await Dev("help");

        foreach (var word in (string[])[
            "--silos", "--gateways", "--membership", "SANCTUM_POSTGRES", "SANCTUM_REDIS", "SANCTUM_PORT", "SANCTUM_PG_BIN"])
            Assert.Contains(word, help, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    // An npm that makes what './dev' asks it for: npm install --prefix FOLDER …
    private const string Installs =
        """
        mkdir -p "$3/node_modules/.bin"
        for program in node npm; do printf '#!/bin/sh\necho v22.0.0\n' >"$3/node_modules/.bin/$program"; chmod +x "$3/node_modules/.bin/$program"; done
        """;

    /// <summary>
    /// A folder of this machine's programs without Node and apt; instead of dotnet is one whose build names Node's version and
    /// fails.
    /// </summary>
    private async Task<string> Programs(params (string Name, string Script)[] others)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, $"programs-{Guid.NewGuid():N}")).FullName;
        var build = "echo '  building Sample'; echo '  Sample -> /tmp/Sample.dll'; echo \"node $(node --version)\"; exit 1";
        var scripts = others.Append(("apt-get", "exit 1")).Append(("dotnet", build)).ToArray();
        foreach (var (name, script) in scripts)
            await File.WriteAllTextAsync(Path.Combine(folder, name), $"#!/bin/sh\n{script}\n");
        await Commands.Run(folder, "chmod", ["755", .. Directory.EnumerateFiles(folder)]);
        var absent = scripts.Select(script => script.Item1).Concat(["node", "npm", "npx"]).ToHashSet();
        foreach (var program in Environment.GetEnvironmentVariable("PATH")!.Split(':')
            .Where(Directory.Exists).SelectMany(Directory.EnumerateFiles))
        {
            if (absent.Add(Path.GetFileName(program)))
                File.CreateSymbolicLink(Path.Combine(folder, Path.GetFileName(program)), program);
        }
        return folder;
    }

    /// <summary>'./dev test' with these programs alone; its build fails.</summary>
    /// <returns>What it said.</returns>
    private async Task<string> Test(string programs) =>
        (await Assert.ThrowsAsync<InvalidOperationException>(
            () => Commands.Run(_folder, "env", $"PATH={programs}", "sh", "./dev", "test"))).Message;

    private Task<string> BuildLog() => File.ReadAllTextAsync(Path.Combine(State, "build.log"));

    private Task<string> Dev(params string[] arguments) => Commands.Run(_folder, "sh", ["./dev", .. arguments]);

    // The twenty-second field; the second, in parentheses, is the only one that may hold spaces.
    private static string StartOf(int process)
    {
        var text = File.ReadAllText($"/proc/{process}/stat");
        return text[(text.LastIndexOf(')') + 2)..].Split(' ')[19];
    }
}
