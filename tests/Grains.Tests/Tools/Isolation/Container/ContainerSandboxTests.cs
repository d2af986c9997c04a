using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging.Abstractions;
using Sanctum.Testing;
using Sanctum.Tools.Builtin;

namespace Sanctum.Tools.Isolation.Container;

/// <summary>Tools in real containers: what they try to reach they do not, and what they are for they do.</summary>
public sealed partial class ContainerSandboxTests : IDisposable
{
    private readonly IsolatedRuns _curious = new(new CuriousTool(), ToolSandbox.Container, container: new ContainerOptions
    {
        MaxTasks = 64,
        TemporaryBytes = 8 * 1024 * 1024,
        VisiblePaths = ["/usr/bin/sleep", "/usr/bin/setsid"],
    });

    private readonly IsolatedRuns _unruly = new(new UnrulyTool(NullLogger.Instance), ToolSandbox.Container);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sanctum-outside-");

    public void Dispose()
    {
        _curious.Dispose();
        _unruly.Dispose();
        _folder.Delete(recursive: true);
    }

    [ContainerFact]
    public async Task A_tool_answers_as_it_does_outside()
    {
        using var outside = new IsolatedRuns(new CalculateTool(), ToolSandbox.Process);
        using var inside = new IsolatedRuns(new CalculateTool(), ToolSandbox.Container);

        var answer = await inside.Run(new { expression = "2^10 / 3" });

        Assert.Equal(ToolStatus.Ok, answer.Status);
        Assert.Equal(await outside.Run(new { expression = "2^10 / 3" }), answer);
        Assert.Empty(inside.Lines);
    }

    [ContainerTheory]
    [MemberData(nameof(UnrulyTool.Offences), MemberType = typeof(UnrulyTool))]
    public async Task The_limits_of_a_process_hold_as_well(string does, ToolStatus status, string payload)
    {
        var answer = await _unruly.Run(new { does });

        Assert.Equal((status, payload), (answer.Status, answer.Payload));
    }

    [ContainerFact]
    public async Task It_sees_no_file_of_the_host()
    {
        var secret = Path.Combine(_folder.FullName, "secret");
        await File.WriteAllTextAsync(secret, "hidden");
        // As one would be that was open when the host was started.
        using var open = new OpenFolder(_folder.FullName);

        var found = await Try(
            ("reads", secret), ("reads", "/etc/passwd"), ("lists", AppContext.BaseDirectory), ("lists", "/"), ("lists", "/old"),
            ("lists", "/tmp"), ("lists", "/app"),
            ("follows", "/proc/self/fd"));

        Assert.StartsWith("refused: Could not find", found[0], StringComparison.Ordinal);
        Assert.StartsWith("refused: Could not find", found[1], StringComparison.Ordinal);
        Assert.StartsWith("refused: Could not find", found[2], StringComparison.Ordinal);
        Assert.Equal("/app /dev /dotnet /etc /lib /lib64 /old /proc /start /tmp /usr", found[3]);
        Assert.Equal(("", ""), (found[4], found[5]));
        Assert.All(found[6].Split(' '), file => Assert.Matches(@"\.dll$|^/app/Sanctum\.ToolHost\.", file));
        Assert.DoesNotContain(_folder.Name, found[7], StringComparison.Ordinal);
    }

    [ContainerFact]
    public async Task It_writes_to_its_own_small_folder_and_nowhere_else()
    {
        var found = await Try(
            ("writes", "/tmp/note"), ("fills", "/tmp/large"), ("writes", "/note"), ("writes", "/app/note"),
            ("writes", "/usr/lib/note"), ("writes", "/dotnet/note"),
            ("writes", "/dev/note"), ("writes", "/start/sh"), ("writes", "/proc/sys/kernel/hostname"));

        Assert.Equal("I was here", found[0]);
        Assert.StartsWith("refused: No space left", found[1], StringComparison.Ordinal);
        Assert.All(found[2..7], answer => Assert.StartsWith("refused: Read-only file system", answer, StringComparison.Ordinal));
        Assert.All(found[7..], answer => Assert.StartsWith("refused: ", answer, StringComparison.Ordinal));
        Assert.False(File.Exists("/tmp/note"));
    }

    [ContainerFact]
    public async Task It_reaches_neither_network_nor_processes_of_the_host()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);

        var found = await Try(
            ("connects", port), ("reads", "/proc/net/dev"), ("lists", "/proc"),
            ("signals", Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));

        Assert.StartsWith("refused: Network is unreachable", found[0], StringComparison.Ordinal);
        Assert.False(listener.Pending());
        Assert.Equal(["lo"], Interfaces().Matches(found[1]).Select(match => match.Groups[1].Value));
        Assert.InRange(Processes().Count(found[2]), 1, 5);
        Assert.Equal("refused: 3", found[3]);
    }

    [ContainerFact]
    public async Task It_has_no_rights_and_gets_none()
    {
        var found = await Try(
            ("reads", "/proc/self/status"), ("changes user", ""), ("makes a namespace", ""), ("becomes root", ""));

        Assert.All(
            (string[])["CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"],
            set => Assert.Contains($"{set}:\t0000000000000000", found[0], StringComparison.Ordinal));
        Assert.Contains("NoNewPrivs:\t1", found[0], StringComparison.Ordinal);
        Assert.Equal(["refused: 22", "refused: 1"], found[1..3]);
        Assert.Contains("unshare failed: No space left on device", found[3], StringComparison.Ordinal);
    }

    [ContainerFact]
    public async Task It_starts_so_many_processes_and_no_more()
    {
        var found = await Try(("forks", ""), ("writes", "/tmp/note"));

        Assert.Contains("Cannot fork", found[0], StringComparison.Ordinal);
        Assert.InRange(found[0].Split('\n').Length, 1, 64);
        Assert.Equal("I was here", found[1]);
    }

    [ContainerFact]
    public async Task At_the_end_of_its_time_it_is_gone_with_all_that_it_started()
    {
        // By these digits it is found among the host's processes.
        var seconds = string.Create(CultureInfo.InvariantCulture, $"{Random.Shared.NextInt64(1_000_000_000, 9_000_000_000)}");
        Task<ToolAnswer> Sleep(TimeSpan? limit = null, CancellationToken revoked = default) =>
            _curious.Run(new { tries = new[] { new { does = "sleeps", what = seconds } } }, limit, revoked);
        using var revoked = new CancellationTokenSource();
        var running = Sleep(revoked: revoked.Token);
        await Eventually.True(() => Task.FromResult(IsRunning(seconds)), TimeSpan.FromMinutes(2));

        await revoked.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        await Eventually.True(() => Task.FromResult(!IsRunning(seconds)));
        Assert.Equal(ToolStatus.Timeout, (await Sleep(TimeSpan.FromSeconds(3))).Status);
        await Eventually.True(() => Task.FromResult(!IsRunning(seconds)));
    }

    [ContainerTheory]
    [InlineData("/nowhere", null, "'/nowhere' of VisiblePaths is not there")]
    [InlineData(null, "/nowhere", "'/nowhere' of Cgroup is not a folder of a cgroup 2 file system")]
    public async Task Where_it_cannot_be_made_as_it_was_asked_for_nothing_is_run(string? visible, string? group, string reason)
    {
        var container = new ContainerOptions { VisiblePaths = visible is null ? [] : [visible], Cgroup = group };
        using var runs = new IsolatedRuns(new CalculateTool(), ToolSandbox.Container, container: container);

        var answer = await runs.Run(new { expression = "1 + 1" });

        Assert.Equal(ToolStatus.Blocked, answer.Status);
        Assert.StartsWith(
            $"calculate was not run: it requires a container, and this machine could not create one: {reason}", answer.Payload,
            StringComparison.Ordinal);
        Assert.Single(runs.Lines);
    }

    // In one run, for each costs a process.
    private async Task<string[]> Try(params (string Does, string What)[] tries)
    {
        var answer = await _curious.Run(new { tries = tries.Select(one => new { does = one.Does, what = one.What }) });
        Assert.True(answer.Status == ToolStatus.Ok, answer.Payload);
        return JsonSerializer.Deserialize<string[]>(answer.Payload)!;
    }

    private static bool IsRunning(string marker) => Directory.GetDirectories("/proc").Any(process =>
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline")).Contains($"sleep\0{marker}", StringComparison.Ordinal);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    });

    [GeneratedRegex(@"^\s*(\w+):", RegexOptions.Multiline)]
    private static partial Regex Interfaces();

    [GeneratedRegex(@"/proc/\d+")]
    private static partial Regex Processes();
}
