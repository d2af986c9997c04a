using System.Text.Json.Nodes;

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
}
