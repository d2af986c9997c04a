using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Sanctum.Testing;

namespace Sanctum.Tools.Isolation;

/// <summary>Tools in real processes of their own, each of which ends as it should while this one goes on.</summary>
public sealed class ToolProcessTests : IDisposable
{
    // A machine that is busy needs its time to start a process.
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(2);
    private readonly IsolatedRuns _runs = new(new UnrulyTool(NullLogger.Instance), ToolSandbox.Process);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sanctum-isolation-");

    public void Dispose()
    {
        _runs.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task One_that_sleeps_past_its_limit_ends_as_timeout_with_all_that_it_started()
    {
        var (running, processes) = await Sleeping(TimeSpan.FromSeconds(20), CancellationToken.None);

        var answer = await running;

        Assert.Equal(ToolStatus.Timeout, answer.Status);
        Assert.Contains("20 seconds", answer.Payload, StringComparison.Ordinal);
        await Gone(processes);
    }

    [Fact]
    public async Task One_that_nobody_wants_any_more_is_killed_with_all_that_it_started()
    {
        using var revoked = new CancellationTokenSource();
        var (running, processes) = await Sleeping(Long, revoked.Token);

        await revoked.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        await Gone(processes);
    }

    [Theory]
    [MemberData(nameof(UnrulyTool.Offences), MemberType = typeof(UnrulyTool))]
    public async Task One_that_breaks_a_limit_ends_alone_and_the_next_runs(string does, ToolStatus status, string payload)
    {
        var answer = await Run(does);

        Assert.Equal((status, payload), (answer.Status, answer.Payload));
        Assert.True(answer.IsPassing || does != "crashes");
        Assert.False(answer.IsPassing && status is ToolStatus.KilledCpu);
        Assert.Equal(new ToolAnswer(ToolStatus.Ok, "done"), await Run("nothing"));
    }

    [Fact]
    public async Task It_sees_nothing_of_the_environment_of_the_host()
    {
        Environment.SetEnvironmentVariable("SANCTUM_TEST_SECRET", "hidden");

        var names = (await Run("looks around")).Payload.Split('\n');

        Assert.Empty(names.Except([
            "DOTNET_EnableDiagnostics", "DOTNET_GCHeapHardLimit", "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT",
            "HOME", "LANG", "LC_ALL", "PATH", "TMPDIR", "TZ"]));
    }

    [Fact]
    public async Task What_it_writes_is_logged_without_secrets_and_is_not_its_answer()
    {
        var answer = await Run("chatters");

        Assert.Equal(new ToolAnswer(ToolStatus.Ok, "default/any session call "), answer);
        var line = Assert.Single(_runs.Lines);
        Assert.Contains("password=[REDACTED]", line, StringComparison.Ordinal);
        Assert.InRange(line.Length, 1, 10_000);
    }

    [Fact]
    public async Task A_long_result_is_cut_as_that_of_any_tool()
    {
        var answer = await Run("tells much");

        Assert.Equal((ToolStatus.Ok, ToolExecution.Shortened(new string('é', 100_000))), (answer.Status, answer.Payload));
    }

    [Fact]
    public async Task So_many_at_once_run_and_further_ones_wait()
    {
        using var runs = new IsolatedRuns(
            new UnrulyTool(NullLogger.Instance), ToolSandbox.Process, new IsolationOptions { MaxProcesses = 1 });
        var first = await runs.Processes.Enter(CancellationToken.None);

        var waiting = runs.Run(new { does = "nothing" });
        Assert.False(waiting.IsCompleted);
        first.Dispose();

        Assert.Equal(ToolStatus.Ok, (await waiting).Status);
    }

    private Task<ToolAnswer> Run(string does) => _runs.Run(new { does });

    private async Task<(Task<ToolAnswer> Running, int[] Processes)> Sleeping(TimeSpan limit, CancellationToken revoked)
    {
        var note = Path.Combine(_folder.FullName, "processes");
        var running = _runs.Run(new { does = "sleeps", where = note }, limit, revoked);
        var text = await Eventually.Get(
            async () => File.Exists(note) ? await File.ReadAllTextAsync(note) : "",
            text => text.Contains(' ', StringComparison.Ordinal), Long);
        return (running, [.. text.Split(' ').Select(id => int.Parse(id, CultureInfo.InvariantCulture))]);
    }

    private static Task Gone(int[] processes) =>
        Eventually.True(() => Task.FromResult(processes.All(id => !LivingProcess.Is(id))));
}
