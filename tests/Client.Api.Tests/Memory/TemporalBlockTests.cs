using System.Net.Http.Json;

namespace Sanctum.Tests.Memory;

[Collection(SharedGateway.Name)]
public sealed class TemporalBlockTests(RunningGateway gateway)
{
    [Theory]
    [InlineData("detach", """{"labels":[null]}""", "labels[0]")]
    [InlineData("attach", """{"periods":[null]}""", null)]
    public async Task Null_in_a_list_is_refused(string action, string body, string? field)
    {
        var agent = await gateway.CreateAgent();

        using var content = new StringContent(body, mediaType: new("application/json"));
        using var answer = await gateway.Http.PostAsync($"/v1/agents/{agent}/temporal-blocks/{action}", content);

        var refused = await answer.ShouldRefuse(400, "invalid-request");
        if (field is not null)
            Assert.Equal([field], refused.RefusedFields());
    }

    [Fact]
    public async Task Null_among_operations_is_refused()
    {
        using var answer = await gateway.Http.PostAsJsonAsync(
            "/api/memory/transactions", new { session_id = $"s-{Guid.NewGuid():N}", operations = new object?[] { null } });

        Assert.Equal(["operations[0]"], (await answer.ShouldRefuse(400, "invalid-request")).RefusedFields());
    }
}
