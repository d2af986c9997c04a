namespace Sanctum.Tests.Memory;

[Collection(SharedGateway.Name)]
public sealed class SessionMemoryCommandTests(RunningGateway gateway)
{
    [Fact]
    public async Task Key_is_saved_loaded_listed_and_deleted()
    {
        var session = $"s-{Guid.NewGuid():N}";

        Shows("version", await Run("save", session, "plan", """{"steps":["ask"]}""", "--ttl", "3600"));
        (await Run("save", session, "note", "no JSON at all")).ShouldEnd(0);

        Assert.Equal(
            "ask", (await Run("load", session, "plan", "--json")).ShouldEnd(0).Json()["value"]!["steps"]![0]!.GetValue<string>());
        Shows("no JSON at all", await Run("load", session, "note"));
        Shows("plan", await Run("all", session));
        Shows("{\"steps\":[\"ask\"]}", await Run("all", session));
        Shows(session, await Run("list", "--limit", "200"));
        (await Run("delete", session, "note", "--yes")).ShouldEnd(0);
        (await Run("load", session, "note")).ShouldEnd(4);
        (await Run("delete", session, "--yes")).ShouldEnd(0);
        (await Run("all", session)).ShouldEnd(4);
    }

    private Task<Ended> Run(params string[] arguments) => gateway.Run(["memory", "session", .. arguments]);

    private static void Shows(string text, Ended run) => Assert.Contains(text, run.ShouldEnd(0).Out, StringComparison.Ordinal);
}
