using Sanctum.Testing;

namespace Sanctum.Tests.Configuration;

/// <summary>The configuration is one for a whole system, so these tests share theirs with no others.</summary>
public sealed class ConfigurationCommandTests(RunningGateway gateway) : IClassFixture<RunningGateway>, IDisposable
{
    private const string Depth = "Sanctum:Queue:MaxDepth";
    private readonly Folder _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task Live_settings_are_set_shown_applied_compared_and_rolled_back()
    {
        Assert.Matches("Value +100000", (await gateway.Run("config", "get", Depth.ToUpperInvariant())).ShouldEnd(0).Out);
        Assert.Equal(1, (await gateway.Run("config", "set", Depth, "500", "--json")).Json()["version"]!.GetValue<int>());
        Assert.Matches($"{Depth} +600", (await gateway.Run("config", "set", "sanctum:queue:maxdepth", "600")).ShouldEnd(0).Out);
        var file = _files.Write("live.json", """{"Sanctum:Queue:BatchSize":7}""");
        Assert.Equal(3, (await gateway.Run("config", "apply", file, "--json")).Json()["version"]!.GetValue<int>());

        Assert.Matches($"{Depth} +600 +\\(not live\\)", (await gateway.Run("config", "diff", "2", "3")).ShouldEnd(0).Out);
        Assert.Matches(
            "2 +.+user/admin.+MaxDepth=600", (await gateway.Run("config", "history", "--before", "3")).ShouldEnd(0).Out);
        Assert.Matches($"{Depth} +600", (await gateway.Run("config", "rollback", "2")).ShouldEnd(0).Out);
        await Eventually.True(
            async () => (await gateway.Run("config", "get", Depth, "--json")).Json().Text("source") == "live");
        Assert.Contains(Depth, (await gateway.Run("config", "diff", "3")).ShouldEnd(0).Out, StringComparison.Ordinal);
        (await gateway.Run("config", "unset", Depth)).ShouldEnd(0);

        var shown = (await gateway.Run("config", "show", "--group", "agents", "--live")).ShouldEnd(0).Out;
        Assert.Contains("Sanctum:Queue:BatchSize", shown, StringComparison.Ordinal);
        Assert.Contains("version", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("Sanctum:Queue:Window", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("Sanctum:Gateway", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_refused_names_the_setting_and_its_range()
    {
        var refused = await gateway.Run("config", "set", Depth, "0");

        Assert.Equal(1, refused.Code);
        Assert.Contains($"settings.{Depth}", refused.Error, StringComparison.Ordinal);
        Assert.Contains("must be 1 to 10000000", refused.Error, StringComparison.Ordinal);
        (await gateway.Run("config", "get", "Sanctum:Nothing")).ShouldEnd(2);
        (await gateway.Run("config", "unset", "Sanctum:Queue:BatchPause")).ShouldEnd(2);
        (await gateway.Run("config", "rollback", "77")).ShouldEnd(4);
    }
}
