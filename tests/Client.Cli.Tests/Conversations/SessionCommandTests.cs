namespace Sanctum.Tests.Conversations;

[Collection(SharedGateway.Name)]
public sealed class SessionCommandTests(RunningGateway gateway)
{
    [Fact]
    public async Task Session_says_whose_it_is()
    {
        var agent = await gateway.CreateAgent();
        await gateway.Run("send", agent, "hello", "--session", $"{agent}-s", "--wait", "30s");

        var shown = await gateway.Run("sessions", "show", $"{agent}-s");
        var asJson = (await gateway.Run("sessions", "show", $"{agent}-s", "--json")).Json();

        Assert.Contains(agent, shown.ShouldEnd(0).Out, StringComparison.Ordinal);
        Assert.Equal(2, asJson["lastSeq"]!.GetValue<int>());
        (await gateway.Run("sessions", "show", "nowhere")).ShouldEnd(4);
    }

    [Fact]
    public async Task Cancel_ends_what_runs_and_what_waits()
    {
        var agent = await gateway.CreateAgent();
        await using var chat = Cli.Start(gateway.Address, "chat", agent, "-m", $"hold {agent}", "--session", $"{agent}-s");
        await chat.OutputHas("first ");
        (await gateway.Run("send", agent, "and then?", "--session", $"{agent}-s")).ShouldEnd(0);

        var cancelled = (await gateway.Run("sessions", "cancel", $"{agent}-s", "--json")).Json();

        Assert.Equal(2, cancelled["cancelled"]!.GetValue<int>());
        (await chat.End()).ShouldEnd(6);
    }
}
