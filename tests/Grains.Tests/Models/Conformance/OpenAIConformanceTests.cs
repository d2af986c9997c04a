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
            Part("""{"name":"calculate","arguments":"{\"expre"}""", ""","id":"a","type":"function" """),
            Part("""{"arguments":"ssion\":\"6 * 7\"}"}"""),
            Chunk("{}", "tool_calls"),
            "data: [DONE]",
        ];

        private static string Part(string function, string more = "") => Chunk(
            $$"""{"tool_calls":[{"index":0{{more}},"function":{{function}}}]}""");

        public string[] Beginning => [Chunk("""{"role":"assistant","content":"Hel"}""")];

        public string Error(string type, string message) =>
            $$$"""{"error":{"message":"{{{message}}}","type":"{{{type}}}","param":null,"code":null}}""";
    }
}
