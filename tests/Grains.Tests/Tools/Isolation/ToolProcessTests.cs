using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Sanctum.Identity;
using Sanctum.Testing;

namespace Sanctum.Tools.Isolation;

/// <summary>Tools in real processes of their own, each of which ends as it should while this one goes on.</summary>
public sealed class ToolProcessTests : IDisposable
{
    // A machine that is busy needs its time to start a process.
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(2);
    private static readonly RegisteredTool Tool = RegisteredTool.Create(new UnrulyTool(NullLogger.Instance), ToolSchema.NewJson());

    private readonly LinesLogger _log = new();
    private readonly ToolProcesses _processes;
    private readonly ToolRunner _runner;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sanctum-isolation-");

    public ToolProcessTests()
    {
        _processes = new ToolProcesses(
            Options.Create(new IsolationOptions { CpuTime = TimeSpan.FromSeconds(3), MemoryBytes = 256 * 1024 * 1024 }), _log);
        _runner = new ToolRunner(new ToolSlots(Options.Create(new ToolOptions())), _processes);
    }

    public void Dispose()
    {
        _processes.Dispose();
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
    [InlineData("allocates", ToolStatus.KilledMemory, "killed: memory. unruly took more than 256 MB, its limit.")]
    [InlineData("allocates in secret", ToolStatus.KilledMemory, "killed: memory. unruly took more than 256 MB, its limit.")]
    [InlineData("allocates on a thread", ToolStatus.KilledMemory, "killed: memory. unruly took more than 256 MB, its limit.")]
    [InlineData("burns", ToolStatus.KilledCpu, "killed: cpu. unruly took more than 3 seconds of processor time, its limit.")]
    [InlineData("throws", ToolStatus.Failed, "unruly failed: no paper")]
    [InlineData("crashes", ToolStatus.Failed, "unruly failed: its process ended without an answer.")]
    [InlineData("floods", ToolStatus.Failed, "unruly failed: its process wrote more than an answer may be long.")]
    public async Task One_that_breaks_a_limit_ends_alone_and_the_next_runs(string does, ToolStatus status, string payload)
    {
        Assert.Equal(new ToolAnswer(status, payload), await Run(does));
        Assert.Equal(new ToolAnswer(ToolStatus.Ok, "done"), await Run("nothing"));
    }

    [Fact]
    public async Task It_sees_nothing_of_the_environment_of_the_host()
    {
        Environment.SetEnvironmentVariable("SANCTUM_TEST_SECRET", "hidden");

        var names = (await Run("looks around")).Payload.Split('\n');

        Assert.Empty(names.Except(["DOTNET_EnableDiagnostics", "DOTNET_GCHeapHardLimit", "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", "HOME", "LANG", "LC_ALL", "PATH", "TMPDIR", "TZ"]));
    }

    [Fact]
    public async Task What_it_writes_is_logged_without_secrets_and_is_not_its_answer()
    {
        var answer = await Run("chatters");

        Assert.Equal(new ToolAnswer(ToolStatus.Ok, "default/any session call "), answer);
        var line = Assert.Single(_log.Lines);
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
        using var processes = new ToolProcesses(Options.Create(new IsolationOptions { MaxProcesses = 1 }), _log);
        var runner = new ToolRunner(new ToolSlots(Options.Create(new ToolOptions())), processes);
        var first = await processes.Enter(CancellationToken.None);

        var waiting = runner.Run(Tool, Arguments("nothing"), Context(Long), CancellationToken.None);
        Assert.False(waiting.IsCompleted);
        first.Dispose();

        Assert.Equal(ToolStatus.Ok, (await waiting).Status);
    }

    private Task<ToolAnswer> Run(string does) => _runner.Run(Tool, Arguments(does), Context(Long), CancellationToken.None);

    private async Task<(Task<ToolAnswer> Running, int[] Processes)> Sleeping(TimeSpan limit, CancellationToken revoked)
    {
        var note = Path.Combine(_folder.FullName, "processes");
        var running = _runner.Run(Tool, Arguments("sleeps", note), Context(limit), revoked);
        var text = await Eventually.Get(async () => File.Exists(note) ? await File.ReadAllTextAsync(note) : "", text => text.Contains(' ', StringComparison.Ordinal), Long);
        return (running, [.. text.Split(' ').Select(id => int.Parse(id, CultureInfo.InvariantCulture))]);
    }

    private static Task Gone(int[] processes) => Eventually.True(() => Task.FromResult(processes.All(id => !LivingProcess.Is(id))));

    private static string Arguments(string does, string? where = null) => JsonSerializer.Serialize(new { does, where });

    private static ToolContext Context(TimeSpan limit) => new(GrainKey.InDefaultTenant("any"), "session", "call") { TimeLimit = limit };

    private sealed class LinesLogger : ILogger<ToolProcesses>
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add(formatter(state, exception));
    }
}
