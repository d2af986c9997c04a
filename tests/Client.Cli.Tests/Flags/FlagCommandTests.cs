namespace Sanctum.Tests.Flags;

[Collection(SharedGateway.Name)]
public sealed class FlagCommandTests(RunningGateway gateway)
{
    private readonly string _flag = $"cli-{Guid.NewGuid():N}";

    [Fact]
    public async Task A_flag_is_set_shown_listed_and_deleted()
    {
        Assert.Matches("State +off, the default", (await gateway.Run("flags", "show", _flag)).ShouldEnd(0).Out);
        Assert.Matches(
            "State +on", (await gateway.Run("flags", "set", _flag, "on", "--description", "Plans")).ShouldEnd(0).Out);

        Assert.Matches($"{_flag} +on +1 +.*Plans", (await gateway.Run("flags", "list")).ShouldEnd(0).Out);
        (await gateway.Run("flags", "delete", _flag)).ShouldEnd(0);

        Assert.DoesNotContain(_flag, (await gateway.Run("flags", "list")).ShouldEnd(0).Out, StringComparison.Ordinal);
        (await gateway.Run("flags", "set", _flag, "maybe")).ShouldEnd(2);
    }
}
