using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Sanctum.Conformance.Platforms;
using Sanctum.Platforms.Bluesky;
using Sanctum.Testing;
using Sanctum.Web;

namespace Sanctum.Platforms.Conformance;

public sealed class BlueskyConformanceTests : PlatformAdapterConformance
{
    protected override async Task<PlatformStandIn> StartAsync()
    {
        var pds = await LoopbackPds.Start();
        return await new StandIn(pds, pds.AddAccount("agent")).LogIn();
    }

    private sealed class StandIn(LoopbackPds pds, LoopbackAccount account) : PlatformStandIn
    {
        private readonly XrpcClient _xrpc = new(OptionsOf(pds), new VettedHttp(), TimeProvider.System);
        private readonly DateTimeOffset _started = DateTimeOffset.UtcNow.AddMinutes(-5);
        private IPlatformAdapter? _adapter;
        private PlatformAccount? _account;
        private int _listed;

        public override IPlatformAdapter Adapter => _adapter!;

        public override PlatformAccount Account => _account!;

        public override PlatformCredentials WrongCredentials { get; } = Credentials("wrong");

        public async Task<StandIn> LogIn()
        {
            var identities = new IdentityResolver(_xrpc, OptionsOf(pds));
            var clients = new BlueskyClients(_xrpc, identities, OptionsOf(pds), TimeProvider.System);
            var adapter = new BlueskyAdapter(new BlueskySessions(_xrpc, identities), clients, TimeProvider.System);
            var settings = JsonElement.Parse($$"""{"service":"{{pds.Url}}"}""");
            var session = await adapter.LogInAsync(Credentials("password"), settings, CancellationToken.None);
            (_adapter, _account) = (adapter, new PlatformAccount("default", BlueskyAdapter.Name, "agent", settings, session));
            return this;
        }

        public override Task<int> CountPostsAsync(string text) =>
            Task.FromResult(pds.Records.Values.Count(record => (string?)record["value"]!["text"] == text));

        public override Task<bool> MentionAsync(string text)
        {
            pds.Mention(account, text, at: _started.AddSeconds(_listed++));
            return Task.FromResult(true);
        }

        public override Task<bool> ListUnreadableAsync()
        {
            account.AddRaw($$"""{"uri":7,"author":null,"indexedAt":"{{_started.AddSeconds(_listed++):O}}"}""");
            return Task.FromResult(true);
        }

        public override Task<bool> ExpireLoginAsync()
        {
            pds.ExpireTokens();
            return Task.FromResult(true);
        }

        public override Task<bool> TakeAccountDownAsync() => Fail(LoopbackPds.Refuse(400, "AccountTakedown"));

        public override Task<bool> FailOnceAsync() => Fail(LoopbackPds.BadGateway());

        public override async ValueTask DisposeAsync()
        {
            _xrpc.Dispose();
            await pds.DisposeAsync();
        }

        private Task<bool> Fail(Func<Microsoft.AspNetCore.Http.HttpContext, Task> fault)
        {
            pds.Fail("com.atproto.repo.putRecord", [fault]);
            return Task.FromResult(true);
        }

        private static IOptions<BlueskyOptions> OptionsOf(LoopbackPds pds) =>
            Options.Create(
                new BlueskyOptions { PlcDirectory = pds.Url, HandleResolver = pds.Url, AllowedNetworks = ["127.0.0.0/8"] });

        private static PlatformCredentials Credentials(string password) =>
            new(ImmutableDictionary<string, string>.Empty.Add("identifier", "agent.test").Add("password", password));
    }
}
