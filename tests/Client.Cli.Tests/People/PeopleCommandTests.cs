using System.Net.Http.Json;

namespace Sanctum.Tests.People;

[Collection(SharedGateway.Name)]
public sealed class PeopleCommandTests(RunningGateway gateway)
{
    [Fact]
    public async Task A_person_is_found_in_the_list_and_shown_with_conversations()
    {
        var agent = await gateway.CreateAgent();
        (await gateway.RunWith($$"""{"agent":"{{agent}}"}""", "platforms", "connect", "webchat", agent, "-f", "-")).ShouldEnd(0);
        using var visitor = new HttpClient { BaseAddress = new Uri(gateway.Address, $"/v1/webchat/{agent}/") };
        using var entered = await visitor.PutAsJsonAsync("visitor", new { name = $"Ann {agent}" });
        await entered.ShouldBe(200);
        using var said = await visitor.PostAsJsonAsync("conversations/c1/messages", new { id = "m1", text = "good morning" });
        await said.ShouldBe(202);

        var listed = (await gateway.Run("people", "list", "--json")).Json()["items"]!.AsArray();
        var profile = listed.SelectMany(person => person!["profiles"]!.AsArray()).Single(
            found => found!.Text("displayName") == $"Ann {agent}")!;
        var shown = await gateway.Run("people", "show", $"webchat/{profile.Text("handle")}");
        var asJson = (await gateway.Run("people", "show", profile.Text("userId"), "--json")).Json();

        Assert.Contains($"Ann {agent}", (await gateway.Run("people", "list")).ShouldEnd(0).Out, StringComparison.Ordinal);
        Assert.Contains(profile.Text("profileId"), shown.ShouldEnd(0).Out, StringComparison.Ordinal);
        Assert.Contains(agent, shown.Out, StringComparison.Ordinal);
        Assert.Equal(agent, Assert.Single(asJson["sessions"]!["items"]!.AsArray())!.Text("agentId"));
        (await gateway.Run("people", "show", Guid.NewGuid().ToString())).ShouldEnd(4);
    }

    [Fact]
    public async Task A_person_is_erased_with_a_receipt_once_that_is_confirmed()
    {
        var agent = await gateway.CreateAgent();
        (await gateway.RunWith($$"""{"agent":"{{agent}}"}""", "platforms", "connect", "webchat", agent, "-f", "-")).ShouldEnd(0);
        using var visitor = new HttpClient { BaseAddress = new Uri(gateway.Address, $"/v1/webchat/{agent}/") };
        using var entered = await visitor.PutAsJsonAsync("visitor", new { name = $"Eve {agent}" });
        await entered.ShouldBe(200);
        using var said = await visitor.PostAsJsonAsync("conversations/c1/messages", new { id = "m1", text = "good morning" });
        await said.ShouldBe(202);
        var listed = (await gateway.Run("people", "list", "--json")).Json()["items"]!.AsArray();
        var id = listed.SelectMany(person => person!["profiles"]!.AsArray()).Single(
            found => found!.Text("displayName") == $"Eve {agent}")!.Text("profileId");

        (await gateway.Run("people", "erase", $"webchat/{id}")).ShouldEnd(2);
        var erased = (await gateway.Run("people", "erase", $"webchat/{id}", "--yes", "--json")).Json();
        var receipt = await gateway.Run("people", "receipt", erased.Text("id"));

        Assert.Equal("done", erased.Text("state"));
        Assert.Equal(2, receipt.ShouldEnd(0).Out.TrimEnd('\n').Split('\n').Length);
        Assert.DoesNotContain(id, receipt.Out, StringComparison.Ordinal);
        Assert.Contains(erased.Text("id"), (await gateway.Run("people", "erasures")).ShouldEnd(0).Out, StringComparison.Ordinal);
        Assert.DoesNotContain($"Eve {agent}", (await gateway.Run("people", "list")).Out, StringComparison.Ordinal);
    }
}
