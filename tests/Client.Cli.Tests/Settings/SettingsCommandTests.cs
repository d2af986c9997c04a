using Sanctum.Testing;

namespace Sanctum.Tests.Settings;

/// <summary>The message mode holds for a whole system, so these tests share theirs with no others.</summary>
public sealed class SettingsCommandTests(RunningGateway gateway) : IClassFixture<RunningGateway>
{
    [Fact]
    public async Task The_message_mode_is_shown_and_chosen_and_status_names_one_that_is_not_live()
    {
        Assert.Equal("live", (await gateway.Run("settings", "get", "--json")).Json().Text("messageMode"));
        Assert.DoesNotContain("Messages", (await gateway.Run("status")).ShouldEnd(0).Out, StringComparison.Ordinal);

        var chosen = (await gateway.Run("settings", "mode", "echo", "--json")).Json();
        var shown = (await gateway.Run("settings", "mode")).ShouldEnd(0).Out;

        Assert.Equal(("echo", false), (chosen.Text("messageMode"), chosen["isDefault"]!.GetValue<bool>()));
        Assert.Matches("Message mode +echo", shown);
        await Eventually.True(async () => (await gateway.Get("/api/status"))["messageMode"] is not null);
        Assert.Matches("Messages +echo", (await gateway.Run("status")).ShouldEnd(0).Out);
        (await gateway.Run("settings", "mode", "loud")).ShouldEnd(2);
    }

    [Fact]
    public async Task The_document_of_user_interfaces_is_replaced_and_shown()
    {
        using var files = new Folder();
        var file = files.Write("ui.json", """{"speech":{"voice":"ada"}}""");

        Assert.Equal(1, (await gateway.Run("settings", "ui", "-f", file, "--json")).Json()["version"]!.GetValue<int>());

        Assert.Contains("\"voice\":\"ada\"", (await gateway.Run("settings", "ui")).ShouldEnd(0).Out, StringComparison.Ordinal);
    }
}
