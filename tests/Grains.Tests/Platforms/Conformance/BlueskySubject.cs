using System.Collections.Immutable;
using Sanctum.Testing;

namespace Sanctum.Platforms.Conformance;

/// <summary>Bluesky, whose server lists what anybody wrote.</summary>
internal sealed class BlueskySubject(PlatformHost host, LoopbackPds pds, LoopbackAccount account) : IConformingPlatform
{
    public PlatformHost Host => host;

    public string Account => "agent";

    public IPlatformAccountGrain Grain => host.Grains.GetGrain<IPlatformAccountGrain>("default/bluesky/agent");

    public static async Task<IConformingPlatform> Start()
    {
        var (host, pds) = (await PlatformHost.Start(), await LoopbackPds.Start());
        var subject = new BlueskySubject(host, pds, pds.AddAccount("agent"));
        var credentials = new PlatformCredentials(
            ImmutableDictionary<string, string>.Empty.Add("identifier", "agent.test").Add("password", "password"));
        await subject.Grain.Connect(new AccountConnection(
            await host.NewAgent(), credentials, $$"""{"service":"{{pds.Url}}"}""", """{"pollSeconds":0.05}""",
            DateTimeOffset.UtcNow.AddMinutes(-5)));
        return subject;
    }

    public Task<int> Happen()
    {
        string[] wrong = [.. Wrong(DateTimeOffset.UtcNow)];
        pds.Mention(account, "first");
        account.AddRaw(wrong);
        account.AddRaw(
            Entry("""{"did":"did:plc:alice","handle":"alice.test"}""", "\"2999-01-01T00:00:00.000Z\"", reason: "\"like\""));
        pds.Mention(account, "last");
        return Task.FromResult(wrong.Length);
    }

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        await pds.DisposeAsync();
    }

    private static IEnumerable<string> Wrong(DateTimeOffset now)
    {
        const string Alice = """{"did":"did:plc:alice","handle":"alice.test"}""";
        var at = $"\"{now:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}\"";
        yield return Entry("null", at);
        yield return Entry("[]", at);
        yield return Entry("""{"did":null,"handle":"alice.test"}""", at);
        yield return Entry("""{"did":"did:plc:alice","handle":7}""", at);
        yield return Entry("""{"did":"did:plc:alice","handle":"\ud83d"}""", at);
        yield return Entry(Alice, at, uri: "null");
        yield return Entry(Alice, at, uri: "\"\"");
        yield return Entry(Alice, at, cid: "{}");
        yield return Entry(Alice, "\"yesterday\"");
        yield return Entry(Alice, "null");
        yield return Entry(Alice, "5");
        yield return Entry(Alice, at, reason: "null");
        yield return Entry(Alice, at, record: """{"$type":"app.bsky.feed.post","text":"half \udc00"}""");
        yield return Entry(Alice, at, record: "\"text\"");
        yield return "null";
        yield return "{}";
        yield return "[1]";
    }

    private static string Entry(
        string author, string at, string? uri = null, string cid = "\"cid\"", string reason = "\"mention\"",
        string record = """{"$type":"app.bsky.feed.post","text":"x"}""") =>
        $$"""{"uri":{{uri ?? $"\"at://did:plc:alice/app.bsky.feed.post/{Guid.NewGuid():N}\""}},"cid":{{cid}},"author":{{author}},"reason":{{reason}},"record":{{record}},"indexedAt":{{at}}}""";
}
