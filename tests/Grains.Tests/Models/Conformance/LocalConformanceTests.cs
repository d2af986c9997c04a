using Microsoft.Extensions.AI;
using Sanctum.Conformance.Models;
using Sanctum.Models.Local;

namespace Sanctum.Models.Conformance;

public sealed class LocalConformanceTests : ModelProviderConformance
{
    protected override Task<ModelStandIn> StartAsync() => Task.FromResult<ModelStandIn>(new StandIn());

    private sealed class StandIn : ModelStandIn
    {
        public override IModelProvider Provider { get; } = new LocalProvider();

        public override IReadOnlyList<ChatMessage> AskForText() => [new(ChatRole.User, "Hello there, who are you?")];

        public override IReadOnlyList<ChatMessage> AskForCall() => [new(ChatRole.User, "What is 6 * 7?")];

        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
