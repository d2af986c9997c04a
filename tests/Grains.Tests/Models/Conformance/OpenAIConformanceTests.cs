using Sanctum.Conformance.Models;
using static Sanctum.Models.Answers;

namespace Sanctum.Models.Conformance;

public sealed class OpenAIConformanceTests : ModelProviderConformance
{
    protected override Task<ModelStandIn> StartAsync() => ServedModel.Start("OpenAI", new Wire());

    private sealed class Wire : IServedWire
    {
        public string[] Text => OpenAIHello;

        public string[] Call =>
        [
            Chunk("""{"role":"assistant","tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"calculate","arguments":"{\"expre"}}]}"""),
            Chunk("""{"tool_calls":[{"index":0,"function":{"arguments":"ssion\":\"6 * 7\"}"}}]}"""),
            Chunk("{}", "tool_calls"),
            "data: [DONE]",
        ];

        public string[] Beginning => [Chunk("""{"role":"assistant","content":"Hel"}""")];

        public string Error(string type, string message) =>
            $$$"""{"error":{"message":"{{{message}}}","type":"{{{type}}}","param":null,"code":null}}""";
    }
}
