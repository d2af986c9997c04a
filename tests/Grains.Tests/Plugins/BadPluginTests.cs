using Sanctum.Errors;
using Sanctum.Tools;

namespace Sanctum.Plugins;

/// <summary>Plug-ins that go wrong, all in one process; each fails for itself and says why.</summary>
public sealed class BadPluginTests(BadPluginFixture plugins) : IClassFixture<BadPluginFixture>
{
    [Theory]
    [InlineData("outdated", "'get_Capabilities'")]
    [InlineData("incomplete", "Absent 0.0.0.0")]
    [InlineData("text", "not a .NET assembly")]
    [InlineData("pretends", "EndsTurnAs is 'cancelled'")]
    [InlineData("startthrows", "no connection")]
    [InlineData("starthangs", "did not return")]
    public async Task What_cannot_start_is_failed_with_the_reason(string name, string reason)
    {
        var status = await plugins.Reaches(name, PluginState.Failed);

        Assert.Contains(reason, status.Reason, StringComparison.Ordinal);
        Assert.Empty(status.Platforms);
        await OthersContinue();
    }

    [Fact]
    public async Task Tool_of_a_plug_in_may_end_a_turn_in_its_own_words()
    {
        await plugins.Reaches("files", PluginState.Running);

        Assert.Equal(
            "filed", (await plugins.Host.Grains.GetGrain<IToolCatalogWorker>("default/tools").Get("files")).Tool.EndsTurnAs);
    }

    [Fact]
    public async Task A_post_that_throws_is_tried_again_and_ends_in_error_while_others_go_on()
    {
        await plugins.Reaches("postthrows", PluginState.Running);

        var agent = await plugins.Write("postthrows", "x");

        Assert.Contains("out of paper", await plugins.Waits(agent), StringComparison.Ordinal);
        await OthersContinue();
    }

    [Fact]
    public async Task What_hangs_in_a_post_is_failed_and_others_go_on()
    {
        await plugins.Reaches("posthangs", PluginState.Running);

        var agent = await plugins.Write("posthangs", "x");

        Assert.Contains(
            "did not return", (await plugins.Reaches("posthangs", PluginState.Failed)).Reason, StringComparison.Ordinal);
        await plugins.Waits(agent);
        await OthersContinue();
    }

    [Fact]
    public async Task An_exception_that_nothing_catches_ends_the_plug_in_and_not_the_process()
    {
        await plugins.Reaches("crashes", PluginState.Running);

        await plugins.Write("crashes", "x");

        Assert.Contains(
            "nobody catches this", (await plugins.Reaches("crashes", PluginState.Failed)).Reason, StringComparison.Ordinal);
        await OthersContinue();
        Assert.Equal(
            PluginState.Running, Assert.Single((await plugins.Plugins.Order("crashes", PluginCommand.Start)).Processes).State);
    }

    [Fact]
    public async Task What_is_not_there_can_be_told_nothing()
    {
        await Assert.ThrowsAsync<NotFoundException>(() => plugins.Plugins.Order("nowhere", PluginCommand.Start));
        await plugins.Reaches("text", PluginState.Failed);
        await Assert.ThrowsAsync<ConflictException>(() => plugins.Plugins.ChangeSettings("text", "{}"));
    }

    private async Task OthersContinue() =>
        Assert.StartsWith("1 said: ", await plugins.Posted(await plugins.Write("good", "hello")), StringComparison.Ordinal);
}
