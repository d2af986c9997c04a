using System.Text.Json.Nodes;
using Sanctum.Identity;

namespace Sanctum.Memory;

public sealed class MemoryIdempotencyTests
{
    private static readonly GrainKey Ada = new("default", "ada");

    [Theory]
    [InlineData("""{"a":1,"b":[1,"x"]}""", """{ "b": [1.0, "\u0078"], "a": 1e0 }""")]
    [InlineData("""{"n":{"y":null,"x":true},"t":"naïve 🎉"}""", """{"t":"na\u00efve \ud83c\udf89","n":{"x":true,"y":null}}""")]
    [InlineData("""[100, 0.5, -2]""", """[1.00E2, 5e-1, -2.0]""")]
    public void The_same_content_has_the_same_key_however_it_is_written(string one, string other) =>
        Assert.Equal(Key(Ada, "note/1", one), Key(Ada, "note/1", other));

    [Fact]
    public void Another_tenant_agent_entry_or_content_has_another_key()
    {
        string[] keys =
        [
            Key(Ada, "note/1", """{"a":1}"""),
            Key(Ada, "note/1", """{"a":2}"""),
            Key(Ada, "note/1", """{"a":"1"}"""),
            Key(Ada, "note/1", """{"a":[1]}"""),
            Key(Ada, "note/1", """{"b":1}"""),
            Key(Ada, "note/2", """{"a":1}"""),
            Key(Ada with { Name = "bob" }, "note/1", """{"a":1}"""),
            Key(Ada with { Tenant = "other" }, "note/1", """{"a":1}"""),
        ];

        Assert.Distinct(keys);
        Assert.All(keys, key => Assert.Matches("^[0-9a-f]{64}$", key));
    }

    // The key is in rows: one that is computed in another way is another key.
    [Fact]
    public void The_key_of_a_content_never_changes() =>
        Assert.Equal(
            "6b01cea63eec8192297838cf5972c50fcfb936f56d0a868a17688274d4a7550a", Key(
                Ada, "note/1", """{"text":"Likes tea.","count":2}"""));

    private static string Key(GrainKey memory, string entry, string content) =>
        MemoryIdempotency.GenerateForMemoryPayload(memory, entry, JsonNode.Parse(content)!);
}
