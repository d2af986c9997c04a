using System.Text.Json.Nodes;
using Sanctum.Testing;

namespace Sanctum.Tests.Audit;

[Collection(SharedGateway.Name)]
public sealed class AuditCommandTests(RunningGateway gateway)
{
    [Fact]
    public async Task What_was_done_is_listed_and_exported()
    {
        var agent = await gateway.CreateAgent();
        (await gateway.Run("queue", "pause", agent, "--reason", "lunch")).ShouldEnd(0);
        (await gateway.Run("queue", "resume", agent)).ShouldEnd(0);

        var listed = await gateway.Run("audit", "list", "--object", $"queue/{agent}", "--limit", "1");
        var exported = await gateway.Run("audit", "export", "--object", $"queue/{agent}", "--since", "1h");

        Assert.Contains("queue.resume", listed.ShouldEnd(0).Out, StringComparison.Ordinal);
        Assert.Contains("--after ", listed.Error, StringComparison.Ordinal);
        var lines = exported.ShouldEnd(0).Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["queue.pause", "queue.resume"], lines.Select(line => JsonNode.Parse(line)!.Text("action")));
        Assert.Contains(
            "since", (await gateway.Run("audit", "export", "--since", "soon")).ShouldEnd(1).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_export_to_a_file_is_whole_or_not_there()
    {
        var agent = await gateway.CreateAgent();
        (await gateway.Run("queue", "pause", agent)).ShouldEnd(0);
        var folder = Directory.CreateTempSubdirectory("sanctum-export-").FullName;
        try
        {
            var file = Path.Combine(folder, "audit.ndjson");

            var whole = await gateway.Run("audit", "export", "--object", $"queue/{agent}*", "--result", "ok", "--output", file);
            var again = await gateway.Run("audit", "export", "--output", file);
            var nowhere = await gateway.Run("audit", "export", "--output", Path.Combine(folder, "no", "where"));
            var refused = await gateway.Run("audit", "export", "--address", "here", "--output", $"{file}2");

            whole.ShouldEnd(0);
            Assert.Equal("queue.pause", JsonNode.Parse(Assert.Single(await File.ReadAllLinesAsync(file)))!.Text("action"));
            Assert.Contains("exists already", again.ShouldEnd(2).Error, StringComparison.Ordinal);
            Assert.Contains("cannot be written", nowhere.ShouldEnd(2).Error, StringComparison.Ordinal);
            Assert.Contains("address", refused.ShouldEnd(1).Error, StringComparison.Ordinal);
            Assert.Equal([file], Directory.GetFiles(folder));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_chain_is_verified_and_a_head_that_is_not_in_it_ends_with_10()
    {
        await gateway.CreateAgent();
        var report = await Eventually.Get(
            async () => JsonNode.Parse((await gateway.Run("audit", "verify", "--json")).ShouldEnd(0).Out)!,
            found => found["head"] is not null);
        var head = report.Text("head");

        var intact = await gateway.Run("audit", "verify", "--head", head);
        var broken = await gateway.Run("audit", "verify", "--head", $"1:{new string('0', 64)}");

        Assert.Contains("intact", intact.ShouldEnd(0).Out, StringComparison.Ordinal);
        Assert.Contains("found", intact.Out, StringComparison.Ordinal);
        Assert.Contains("broken", broken.ShouldEnd(10).Out, StringComparison.Ordinal);
        Assert.Contains("does not hold", broken.Error, StringComparison.Ordinal);
        Assert.Contains(
            "head", (await gateway.Run("audit", "verify", "--head", "x")).ShouldEnd(1).Error, StringComparison.Ordinal);
    }
}
