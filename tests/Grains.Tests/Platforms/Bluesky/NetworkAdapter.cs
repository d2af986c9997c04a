using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Sanctum.Publishing;
using Sanctum.Testing;

namespace Sanctum.Platforms.Bluesky;

/// <summary>The adapter by itself, on a network.</summary>
internal sealed class NetworkAdapter
{
    private readonly XrpcClient _xrpc;

    public NetworkAdapter(Uri plc, TimeSpan? callTimeout = null)
    {
        var options = Options.Create(new BlueskyOptions { PlcDirectory = plc, HandleResolver = plc, CallTimeout = callTimeout ?? TimeSpan.FromSeconds(20) });
        _xrpc = new XrpcClient(options);
        var identities = new IdentityResolver(_xrpc, options);
        var clients = new BlueskyClients(_xrpc, identities, options);
        Adapter = new BlueskyAdapter(new BlueskySessions(_xrpc, identities), clients, TimeProvider.System);
    }

    public BlueskyAdapter Adapter { get; }

    /// <summary>An account of the network, logged in.</summary>
    public async Task<PlatformAccount> LogIn(BlueskyPerson person, string? identifier = null)
    {
        var settings = JsonElement.Parse("""{"languages":["en"]}""");
        var session = await Adapter.LogInAsync(Credentials(identifier ?? person.Did, BlueskyPerson.PasswordOf(person.Handle)), settings, CancellationToken.None);
        return new PlatformAccount("default", BlueskyAdapter.Name, "test", settings, session);
    }

    public static PlatformCredentials Credentials(string identifier, string password) =>
        new(ImmutableDictionary<string, string>.Empty.Add("identifier", identifier).Add("password", password));

    public static OutboundPost NewPost(string text, string? replyContext = null) =>
        new(Guid.CreateVersion7(), $"key:{Guid.NewGuid()}", BlueskyAdapter.Name, "test", "session", text, replyContext, null);
}
