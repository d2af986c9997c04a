using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sanctum.Testing;

/// <summary>
/// Somebody on the test network, who writes to agents. Speaks the protocol on its own, so that it can tell whether Sanctum does.
/// </summary>
public sealed class BlueskyPerson
{
    private const int MaxAttempts = 60;
    private readonly BlueskyNetwork _network;
    private readonly HttpClient _http;

    private BlueskyPerson(BlueskyNetwork network, HttpClient http, string handle, string did) =>
        (_network, _http, Handle, Did) = (network, http, handle, did);

    public string Handle { get; }

    public string Did { get; }

    /// <summary>A new account; its handle begins with <paramref name="name"/> (at most 10 letters).</summary>
    public static async Task<BlueskyPerson> Join(BlueskyNetwork network, string name)
    {
        var handle = $"{name}{Guid.NewGuid().ToString("N")[..6]}.test";
        var (did, token) = await network.CreateAccount(handle, PasswordOf(handle));
        var http = new HttpClient { BaseAddress = new Uri(network.Pds, "/xrpc/"), Timeout = TimeSpan.FromSeconds(60) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return new BlueskyPerson(network, http, handle, did);
    }

    /// <summary>The password of an account that <see cref="Join"/> made.</summary>
    public static string PasswordOf(string handle) => $"password of {handle}";

    /// <summary>Posts; every <c>@handle</c> of <paramref name="mentioned"/> in the text becomes a mention.</summary>
    public async Task<PostRef> Post(
        string text, BlueskyPerson? mentioned = null, ThreadPlace? reply = null, PostRef? quote = null)
    {
        var record = new JsonObject
        {
            ["$type"] = "app.bsky.feed.post",
            ["text"] = text,
            ["createdAt"] = DateTimeOffset.UtcNow.ToString("O"),
        };
        if (mentioned is not null && text.IndexOf($"@{mentioned.Handle}", StringComparison.Ordinal) is var at and >= 0)
            record["facets"] = new JsonArray(Mention(text, at, mentioned));
        if (reply is not null)
            record["reply"] = JsonSerializer.SerializeToNode(reply, JsonSerializerOptions.Web);
        if (quote is not null)
            record["embed"] = new JsonObject
            {
                ["$type"] = "app.bsky.embed.record",
                ["record"] = JsonSerializer.SerializeToNode(quote, JsonSerializerOptions.Web),
            };
        return (await Create("app.bsky.feed.post", record)).Deserialize<PostRef>(JsonSerializerOptions.Web)!;
    }

    /// <summary>Blocks somebody.</summary>
    public Task Block(string did) =>
        Create("app.bsky.graph.block", new JsonObject
        {
            ["$type"] = "app.bsky.graph.block",
            ["subject"] = did,
            ["createdAt"] = DateTimeOffset.UtcNow.ToString("O"),
        });

    /// <summary>Deletes one of one's own posts.</summary>
    public Task Delete(PostRef post) =>
        Call(
            _http, "com.atproto.repo.deleteRecord",
            new { repo = Did, collection = "app.bsky.feed.post", rkey = post.Uri.Split('/')[^1] });

    /// <summary>Takes another handle.</summary>
    public Task Rename(string handle) => Call(_http, "com.atproto.identity.updateHandle", new { handle });

    private static JsonObject Mention(string text, int at, BlueskyPerson mentioned)
    {
        var start = Encoding.UTF8.GetByteCount(text.AsSpan(0, at));
        return new JsonObject
        {
            ["index"] = new JsonObject { ["byteStart"] = start, ["byteEnd"] = start + mentioned.Handle.Length + 1 },
            ["features"] = new JsonArray(
                new JsonObject { ["$type"] = "app.bsky.richtext.facet#mention", ["did"] = mentioned.Did }),
        };
    }

    /// <summary>Writes a record under a key of its own, again and again until the server, which may be away, has it.</summary>
    private async Task<JsonElement> Create(string collection, JsonObject record)
    {
        var rkey = NewKey();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await Call(_http, "com.atproto.repo.putRecord", new { repo = Did, collection, rkey, record });
            }
            catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException && attempt < MaxAttempts)
            {
                _network.ThrowIfEnded();
                await Task.Delay(TimeSpan.FromMilliseconds(500));
            }
        }
    }

    /// <summary>A TID of now: microseconds, and ten bits by chance.</summary>
    private static string NewKey()
    {
        var value = (ulong)(DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch)
            .Ticks / 10 << 10 | (uint)Random.Shared.Next(1 << 10);
        return string.Concat(
            Enumerable.Range(0, 13).Select(digit => "234567abcdefghijklmnopqrstuvwxyz"[(int)(value >> (60 - 5 * digit) & 31)]));
    }

    private static async Task<JsonElement> Call(HttpClient http, string method, object input)
    {
        using var response = await http.PostAsJsonAsync(method, input);
        var text = await response.Content.ReadAsStringAsync();
        if ((int)response.StatusCode >= 500)
            throw new HttpRequestException($"{method}: {(int)response.StatusCode} {text}");
        if (!response.IsSuccessStatusCode)
            throw new InvalidOperationException($"{method}: {(int)response.StatusCode} {text}");
        return text.Length == 0 ? default : JsonElement.Parse(text);
    }
}

/// <summary>A post by address and content.</summary>
public sealed record PostRef(string Uri, string Cid);

/// <summary>Where a reply stands.</summary>
public sealed record ThreadPlace(PostRef Root, PostRef Parent);
