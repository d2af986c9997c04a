namespace Sanctum.Plugins;

public sealed class PluginConfigurationTests
{
    [Theory]
    [InlineData("my_plugin", "api_key", "MY_PLUGIN_API_KEY")]
    [InlineData("MyPlugin", "pollInterval", "MY_PLUGIN_POLL_INTERVAL")]
    [InlineData("web-chat.eu", "debug", "WEB_CHAT_EU_DEBUG")]
    public void A_setting_has_a_variable_of_the_environment(string plugin, string setting, string variable) =>
        Assert.Equal(variable, PluginConfiguration.VariableOf(plugin, setting));
}
