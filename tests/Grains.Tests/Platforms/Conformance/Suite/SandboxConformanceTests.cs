using Sanctum.Conformance.Platforms;

namespace Sanctum.Platforms.Conformance;

public sealed class SandboxConformanceTests : PlatformAdapterConformance
{
    protected override async Task<PlatformStandIn> StartAsync() => new StandIn(await PlatformHost.Start());

    private sealed class StandIn(PlatformHost host) : PlatformStandIn
    {
        public override IPlatformAdapter Adapter { get; } =
            host.Part<IEnumerable<IPlatformAdapter>>().OfType<SandboxAdapter>().Single();

        public override PlatformAccount Account { get; } =
            new("default", PlatformNames.Sandbox, "conformance", PlatformCalls.NoSettings, Session: null);

        public override async Task<int> CountPostsAsync(string text) =>
            (int)await host.Scalar<long>($"select count(*) from sandbox_post where body = '{text}'");

        public override ValueTask DisposeAsync() => host.DisposeAsync();
    }
}
