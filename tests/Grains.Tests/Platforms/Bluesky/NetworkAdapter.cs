using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Sanctum.Publishing;
using Sanctum.Testing;
using Sanctum.Web;

namespace Sanctum.Platforms.Bluesky;

/// <summary>The adapter by itself, on a network.</summary>
internal sealed class NetworkAdapter
{
    public NetworkAdapter(BlueskyNetwork network)
    {
        var options = Options.Create(new BlueskyOptions
        {
            PlcDirectory = network.Plc,
            HandleResolver = network.Pds,
            AllowedNetworks = ["127.0.0.0/8", "::1/128"]
        });
        var xrpc = new XrpcClient(options, new VettedHttp(), TimeProvider.System);
        var identities = new IdentityResolver(xrpc, options);
        var clients = new BlueskyClients(xrpc, identities, options, TimeProvider.System);
        Adapter = new BlueskyAdapter(new BlueskySessions(xrpc, identities), clients, TimeProvider.System);
    }

    public BlueskyAdapter Adapter { get; }

    /// <summary>An account of the network, logged in.</summary>
    public async Task<PlatformAccount> LogIn(BlueskyPerson person, string? identifier = null)
    {
        var settings = JsonElement.Parse("""{"languages":["en"]}""");
        var session = await Adapter.LogInAsync(
            Credentials(identifier ?? person.Did, BlueskyPerson.PasswordOf(person.Handle)), settings, CancellationToken.None);
        return new PlatformAccount("default", BlueskyAdapter.Name, "test", settings, session);
    }

    public static PlatformCredentials Credentials(string identifier, string password) =>
        new(ImmutableDictionary<string, string>.Empty.Add("identifier", identifier).Add("password", password));

    public static OutboundPost NewPost(string text, string? replyContext = null) =>
        new(Guid.CreateVersion7(), $"key:{Guid.NewGuid()}", BlueskyAdapter.Name, "test", "session", text, replyContext, null);
}
