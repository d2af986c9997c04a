using Sanctum.Identity;
using Sanctum.Schemas;

namespace Sanctum.Tools;

[Collection(HostSuite.Name)]
public sealed class TimeLimitTests(SanctumHost host)
{
    [Fact]
    public async Task What_an_operator_decided_ends_a_run_that_the_tool_itself_would_let_go_on()
    {
        var tool = RegisteredTool.Create(new WaitingTool(), TypeSchema.NewJson());
        var context = new ToolContext(GrainKey.InDefaultTenant("any"), SanctumHost.NewSession(), "call")
        {
            TimeLimit = TimeSpan.FromMilliseconds(50),
        };

        var answer = await host.Part<IToolRunner>().Run(tool, "{}", context, CancellationToken.None);

        Assert.Equal(ToolStatus.Timeout, answer.Status);
        Assert.Contains("0.05 seconds", answer.Payload, StringComparison.Ordinal);
    }

    private sealed class WaitingTool : ITool<WaitingTool.Arguments>
    {
        public string Name => "wait";

        public string Description => "Waits for ever.";

        public ToolEffects Effects => ToolEffects.None;

        public TimeSpan TimeLimit => TimeSpan.FromHours(1);

        public async Task<string> Invoke(Arguments arguments, ToolContext context, CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            return "";
        }

        internal sealed record Arguments;
    }
}
