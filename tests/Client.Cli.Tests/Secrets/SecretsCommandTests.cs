namespace Sanctum.Tests.Secrets;

[Collection(SharedGateway.Name)]
public sealed class SecretsCommandTests(RunningGateway gateway)
{
    [Fact]
    public async Task Keys_are_shown_and_secrets_encrypted_anew()
    {
        var status = (await gateway.Run("secrets", "status", "--json")).Json();
        var current = status["currentKey"]!.GetValue<string>();

        var shown = (await gateway.Run("secrets", "status")).ShouldEnd(0).Out;
        var rotated = (await gateway.Run("secrets", "rotate")).ShouldEnd(0).Out;

        Assert.Equal(current, status["keys"]![0]!["id"]!.GetValue<string>());
        Assert.Matches($"{current} +[0-9]+ +current", shown);
        Assert.Matches($"{current} +[0-9]+ +current", rotated);
    }
}
