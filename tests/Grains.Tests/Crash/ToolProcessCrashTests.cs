using System.Globalization;
using System.Text.Json;
using Npgsql;
using Sanctum.Testing;

namespace Sanctum.Crash;

/// <summary>A host that is killed while a tool runs in a separate process.</summary>
public sealed class ToolProcessCrashTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly string _folder = Directory.CreateTempSubdirectory("sanctum-killed-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Killing_the_host_ends_the_process_of_its_tool_before_the_run_is_taken_up_again()
    {
        var database = await (await PostgresServer.Shared).CreateDatabase();
        var note = Path.Combine(_folder, "runs");
        var id = Guid.CreateVersion7();
        await using var victim = new Victim(database);
        await victim.Start();
        await victim.PostUntilAcknowledged("/agents/ada", null, CancellationToken.None);
        await victim.PostUntilAcknowledged(
            "/tool-runs", new { Id = id, Agent = "ada", Tool = "sleep_once", Arguments = JsonSerializer.Serialize(new { note }) },
            CancellationToken.None);
        var process = Assert.Single(await Eventually.Get(() => Task.FromResult(Runs(note)), runs => runs.Length > 0, Patience));
        Assert.True(LivingProcess.Is(process));

        await victim.Kill();

        await Eventually.True(() => Task.FromResult(!LivingProcess.Is(process)));
        await victim.Start();
        await using var rows = NpgsqlDataSource.Create(database);
        await using var read = rows.CreateCommand(
            $"select coalesce(status || ': ' || payload, '') from tool_request where id = '{id}'");
        Assert.Equal(
            "ok: woke up",
            await Eventually.Get(async () => (string)(await read.ExecuteScalarAsync())!, answer => answer.Length > 0, Patience));
        Assert.Equal(2, Runs(note).Length);
    }

    private static int[] Runs(string note) =>
        File.Exists(note)
            ? [.. File.ReadAllText(note).Split('\n')[..^1].Select(line => int.Parse(line, CultureInfo.InvariantCulture))]
            : [];
}
