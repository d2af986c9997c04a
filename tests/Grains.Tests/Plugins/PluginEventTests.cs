using Sanctum.Testing;

namespace Sanctum.Plugins;

public sealed class PluginEventTests(PluginFixture plugins) : IClassFixture<PluginFixture>
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task Those_who_registered_hear_messages_statuses_errors_and_each_other_also_where_one_of_them_fails()
    {
        foreach (var name in new[] { "hearing", "deaf", "listening" })
        {
            await plugins.Drop(name);
            await plugins.Reaches(name, PluginState.Running);
        }
        plugins.Host.Model.On("break down", (_, _) => throw new InvalidOperationException("the model is broken"));

        await plugins.Write("sandbox", "good morning");
        await plugins.Write("sandbox", "break down");
        await plugins.Plugins.Order("deaf", PluginCommand.Stop);

        foreach (var name in new[] { "hearing", "listening" })
        {
            await Logged($"{name} heard message of sanctum: {{", "\"direction\":\"in\"", "\"text\":\"good morning\"");
            await Logged($"{name} heard message of sanctum: {{", "\"direction\":\"out\"", "good morning");
            await Logged($"{name} heard status of sanctum: {{", "\"status\":\"processing\"");
            await Logged($"{name} heard status of sanctum: {{", "\"status\":\"done\"");
            await Logged($"{name} heard status of sanctum: {{", "\"plugin\":\"deaf\",\"status\":\"stopped\"");
            await Logged($"{name} heard error of sanctum: {{", "the model is broken");
        }
        await Logged("hearing heard heard of listening: \"good morning\"");
        await Logged("listening heard heard of hearing: \"good morning\"");
        await Logged("Warning Plug-in deaf: its handler of 'message' failed: deaf: OwnException: deaf");

        await plugins.Plugins.Order("hearing", PluginCommand.Unload);
        await plugins.Collects("hearing");
        Assert.Equal(0, PluginFixture.ContextsOf("hearing"));
    }

    private Task Logged(params string[] parts) => Eventually.True(
        () => Task.FromResult(plugins.Host.Log.Any(line => parts.All(part => line.Contains(part, StringComparison.Ordinal)))),
        Patience);
}
