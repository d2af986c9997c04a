using Sanctum.Conformance.Models;
using static Sanctum.Models.Answers;

namespace Sanctum.Models.Conformance;

public sealed class AnthropicConformanceTests : ModelProviderConformance
{
    protected override Task<ModelStandIn> StartAsync() => ServedModel.Start("Anthropic", new Wire());

    private sealed class Wire : IServedWire
    {
        public string[] Text => AnthropicHello;

        public string[] Call =>
        [
            AnthropicStart,
            Event(
                "content_block_start",
                ""","index":0,"content_block":{"type":"tool_use","id":"a","name":"calculate","input":{}}"""),
            Part("""{\"expre"""), Part("""ssion\":\"6 * 7\"}"""),
            Event("content_block_stop", ""","index":0"""), AnthropicEnd("tool_use"), Event("message_stop", ""),
        ];

        private static string Part(string arguments) => Event(
            "content_block_delta", $$""","index":0,"delta":{"type":"input_json_delta","partial_json":"{{arguments}}"}""");

        public string[] Beginning => AnthropicHello[..4];

        public string Error(string type, string message) =>
            $$$"""{"type":"error","error":{"type":"{{{type}}}","message":"{{{message}}}"}}""";
    }
}
