using System.Text.Json;
using System.Text.Json.Nodes;
using Sanctum.Edge;
using Sanctum.Requests;

namespace Sanctum.Tests;

/// <summary>What a body could bring, an answer can have in the lists around it.</summary>
public sealed class AnswerDepthTests
{
    [Fact]
    public void Deepest_document_of_a_body_is_written_inside_of_lists()
    {
        var metadata = new JsonObject();
        for (var level = 2; level < Json.MaxDepth; level++)
            metadata = new JsonObject { ["a"] = metadata };
        var body = new JsonObject { ["metadata"] = metadata };
        Assert.Null(JsonFault.Find(JsonSerializer.SerializeToUtf8Bytes(body)));
        Assert.NotNull(JsonFault.Find(JsonSerializer.SerializeToUtf8Bytes(new JsonObject { ["a"] = body.DeepClone() })));

        var answer = JsonSerializer.Serialize(
            new { items = new[] { new { profiles = new[] { new { metadata = body["metadata"] } } } } }, Json.Options);

        Assert.Contains("metadata", answer, StringComparison.Ordinal);
    }
}
