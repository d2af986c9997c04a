using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Sanctum.Testing;

/// <summary>
/// A stand-in for a PDS with its AppView and PLC directory, on loopback: it keeps accounts, posts and notifications in memory,
/// and fails in the ways that a test sets. For what the real network cannot be made to do, and for measuring.
/// </summary>
public sealed class LoopbackPds : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, LoopbackAccount> _accounts = new();
    private readonly ConcurrentDictionary<string, string> _didByToken = new();
    private readonly ConcurrentDictionary<string, JsonObject> _records = new();
    private readonly ConcurrentDictionary<string, SortedList<string, JsonObject>> _collections = new();
    private readonly ConcurrentDictionary<string, JsonObject> _posts = new();
    private readonly ConcurrentDictionary<string, int> _calls = new();
    private readonly ConcurrentDictionary<string, ConcurrentQueue<Func<HttpContext, Task>>> _faults = new();
    private long _count;

    private LoopbackPds(WebApplication app) => _app = app;

    public Uri Url => new(_app.Urls.Single());

    /// <summary>Records written through <c>putRecord</c>, by address.</summary>
    public IReadOnlyDictionary<string, JsonObject> Records => _records;

    /// <summary>Where the documents of accounts say that they live; null for here.</summary>
    public Uri? Home { get; set; }

    public static async Task<LoopbackPds> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var pds = new LoopbackPds(builder.Build());
        pds._app.Run(pds.Answer);
        await pds._app.StartAsync();
        return pds;
    }

    /// <summary>An account; its password is <c>password</c>.</summary>
    public LoopbackAccount AddAccount(string name)
    {
        var account = new LoopbackAccount($"did:plc:{name}", $"{name}.test");
        _accounts[account.Did] = account;
        return account;
    }

    /// <summary>How often a method was called.</summary>
    public int Calls(string method) => _calls.GetValueOrDefault(method);

    /// <summary>The next calls of a method fail in these ways, one after the other.</summary>
    public void Fail(string method, params IEnumerable<Func<HttpContext, Task>> faults)
    {
        var queue = _faults.GetOrAdd(method, _ => new());
        foreach (var fault in faults)
            queue.Enqueue(fault);
    }

    /// <summary>A method fails no more.</summary>
    public void Heal(string method) => _faults.TryRemove(method, out _);

    /// <summary>No token that was given is accepted any more.</summary>
    public void ExpireTokens() =>
        _didByToken.Keys.Where(token => token.StartsWith("access", StringComparison.Ordinal)).ToList().ForEach(
            token => _didByToken.TryRemove(token, out _));

    /// <summary>Neither tokens nor refresh tokens are accepted any more.</summary>
    public void RevokeTokens() => _didByToken.Clear();

    /// <summary>Somebody mentions the account.</summary>
    /// <returns>The post's address.</returns>
    public string Mention(LoopbackAccount account, string text, string author = "alice", DateTimeOffset? at = null)
    {
        var number = Interlocked.Increment(ref _count);
        var uri = $"at://did:plc:{author}/app.bsky.feed.post/{number}";
        var post = new JsonObject
        {
            ["uri"] = uri,
            ["cid"] = $"cid{number}",
            ["author"] = new JsonObject { ["did"] = $"did:plc:{author}", ["handle"] = $"{author}.test" },
            ["record"] = new JsonObject { ["$type"] = "app.bsky.feed.post", ["text"] = text },
            ["indexedAt"] = (at ?? DateTimeOffset.UtcNow).UtcDateTime.ToString(
                "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        };
        _posts[uri] = post;
        var notification = post.DeepClone().AsObject();
        notification["reason"] = "mention";
        account.Add(notification);
        return uri;
    }

    /// <summary>A post is not there any more.</summary>
    public void Delete(string uri) => _posts.TryRemove(uri, out _);

    /// <summary>Something about a post changes.</summary>
    public void Change(string uri, Action<JsonObject> change) => change(_posts[uri]);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    public static Func<HttpContext, Task> Refuse(int status, string error, params (string Name, string Value)[] headers) =>
        async http =>
    {
        http.Response.StatusCode = status;
        foreach (var (name, value) in headers)
            http.Response.Headers[name] = value;
        await http.Response.WriteAsJsonAsync(new { error, message = $"{error} by order" });
    };

    /// <summary>A proxy's page.</summary>
    public static Func<HttpContext, Task> BadGateway() => async http =>
    {
        http.Response.StatusCode = 502;
        http.Response.ContentType = "text/html";
        await http.Response.WriteAsync("<html>Bad Gateway</html>");
    };

    /// <summary>The answer stops in its middle.</summary>
    public static Func<HttpContext, Task> Cut() => async http =>
    {
        http.Response.ContentLength = 1_000;
        await http.Response.WriteAsync("{\"uri\":\"at:");
        await http.Response.Body.FlushAsync();
        http.Abort();
    };

    /// <summary>The call is carried out, but nobody hears of it.</summary>
    public Func<HttpContext, Task> ActThenCut() => async http =>
    {
        await Carry(http);
        http.Abort();
    };

    /// <summary>The call is carried out as it should be.</summary>
    public Task Carry(HttpContext http) => Carry(http, http.Request.Path.Value!["/xrpc/".Length..]);

    /// <summary>No answer until the caller gives up.</summary>
    public static Func<HttpContext, Task> Hang() =>
        http => Task.Delay(Timeout.Infinite, http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);

    private async Task Answer(HttpContext http)
    {
        var path = http.Request.Path.Value!;
        if (path.StartsWith("/did:", StringComparison.Ordinal))
        {
            await http.Response.WriteAsJsonAsync(DocumentOf(path[1..]));
            return;
        }
        var method = path["/xrpc/".Length..];
        _calls.AddOrUpdate(method, 1, (_, count) => count + 1);
        if (_faults.TryGetValue(method, out var faults) && faults.TryDequeue(out var fault))
            await fault(http);
        else
            await Carry(http, method);
    }

    private async Task Carry(HttpContext http, string method)
    {
        var input = http.Request.HasJsonContentType() ? await JsonNode.ParseAsync(http.Request.Body) : null;
        if (method == "com.atproto.server.createSession")
        {
            await LogIn(http, (string)input!["identifier"]!, (string)input["password"]!);
            return;
        }
        var token = http.Request.Headers.Authorization.ToString().Replace("Bearer ", "", StringComparison.Ordinal);
        if (!_didByToken.TryGetValue(token, out var did))
        {
            await Refuse(400, "ExpiredToken")(http);
            return;
        }
        var account = _accounts[did];
        var query = http.Request.Query;
        await (method switch
        {
            "com.atproto.server.refreshSession" => Refresh(http, account, token),
            "com.atproto.repo.putRecord" => Put(http, input!.AsObject()),
            "com.atproto.repo.deleteRecord" => Remove(http, input!.AsObject()),
            "com.atproto.repo.listRecords" => Write(
                http, List($"{query["repo"]}/{query["collection"]}", int.Parse(query["limit"]!, CultureInfo.InvariantCulture))),
            "com.atproto.repo.getRecord" => Find(http, $"at://{query["repo"]}/{query["collection"]}/{query["rkey"]}"),
            "app.bsky.feed.getPosts" => Write(http, new JsonObject
            {
                ["posts"] = new JsonArray(
                    [.. query["uris"].Select(uri => _posts.GetValueOrDefault(uri!)?.DeepClone()).OfType<JsonNode>()]),
            }),
            "app.bsky.feed.getPostThread" => _posts.TryGetValue(query["uri"].ToString(), out var post)
                ? Write(http, new JsonObject
                {
                    ["thread"] = new JsonObject
                    {
                        ["$type"] = "app.bsky.feed.defs#threadViewPost",
                        ["post"] = post.DeepClone(),
                    },
                })
                : Refuse(400, "NotFound")(http),
            "app.bsky.notification.listNotifications" => WriteText(
                http, account.Page(query["cursor"], int.Parse(query["limit"]!, CultureInfo.InvariantCulture), query["priority"])),
            "app.bsky.notification.updateSeen" => Task.CompletedTask,
            "app.bsky.actor.getProfile" => Write(
                http, new JsonObject { ["did"] = DidOf(query["actor"].ToString()), ["handle"] = "someone.test" }),
            "com.atproto.identity.resolveHandle" => Write(http, new JsonObject { ["did"] = DidOf(query["handle"].ToString()) }),
            _ => Refuse(501, "MethodNotImplemented")(http),
        });
    }

    private static string DidOf(string actor) =>
        actor.StartsWith("did:", StringComparison.Ordinal) ? actor : $"did:plc:{actor.Split('.')[0]}";

    private Task LogIn(HttpContext http, string identifier, string password)
    {
        var account = _accounts.Values.SingleOrDefault(known => known.Did == identifier || known.Handle == identifier);
        return account is null || password != "password"
            ? Refuse(401, "AuthenticationRequired")(http)
            : GiveTokens(http, account);
    }

    private Task Refresh(HttpContext http, LoopbackAccount account, string token)
    {
        // A refresh token is good for one use.
        if (!token.StartsWith("refresh", StringComparison.Ordinal) || !_didByToken.TryRemove(token, out _))
            return Refuse(400, "ExpiredToken")(http);
        return GiveTokens(http, account);
    }

    private Task GiveTokens(HttpContext http, LoopbackAccount account)
    {
        var number = Interlocked.Increment(ref _count);
        _didByToken[$"access-{number}"] = _didByToken[$"refresh-{number}"] = account.Did;
        return http.Response.WriteAsJsonAsync(new
        {
            did = account.Did,
            handle = account.Handle,
            accessJwt = $"access-{number}",
            refreshJwt = $"refresh-{number}",
            active = true,
            didDoc = DocumentOf(account.Did),
        });
    }

    private Task Put(HttpContext http, JsonObject input)
    {
        var uri = $"at://{input["repo"]}/{input["collection"]}/{input["rkey"]}";
        var record = new JsonObject
        {
            ["uri"] = uri,
            ["cid"] = $"cid{Interlocked.Increment(ref _count)}",
            ["value"] = input["record"]!.DeepClone(),
        };
        if (!_records.TryAdd(uri, record))
            return Refuse(400, "InvalidSwap")(http);
        var records = CollectionOf($"{input["repo"]}/{input["collection"]}");
        lock (records)
            records.Add((string)input["rkey"]!, record);
        return Write(http, new JsonObject { ["uri"] = uri, ["cid"] = record["cid"]!.DeepClone() });
    }

    // One that is gone already is no error there either.
    private Task Remove(HttpContext http, JsonObject input)
    {
        _records.TryRemove($"at://{input["repo"]}/{input["collection"]}/{input["rkey"]}", out _);
        var records = CollectionOf($"{input["repo"]}/{input["collection"]}");
        lock (records)
            records.Remove((string)input["rkey"]!);
        return Write(http, []);
    }

    /// <summary>The newest first.</summary>
    private JsonObject List(string collection, int limit)
    {
        var records = CollectionOf(collection);
        lock (records)
            return new JsonObject
            {
                ["records"] = new JsonArray([.. records.Values.Reverse().Take(limit).Select(record => record.DeepClone())]),
            };
    }

    private SortedList<string, JsonObject> CollectionOf(string collection) =>
        _collections.GetOrAdd(collection, _ => new(StringComparer.Ordinal));

    private Task Find(HttpContext http, string uri) =>
        _records.TryGetValue(uri, out var record) ? Write(http, record) : Refuse(400, "RecordNotFound")(http);

    private JsonObject DocumentOf(string did) => new()
    {
        ["id"] = did,
        ["alsoKnownAs"] = new JsonArray($"at://{_accounts.GetValueOrDefault(did)?.Handle}"),
        ["service"] = new JsonArray(new JsonObject
        {
            ["id"] = "#atproto_pds",
            ["type"] = "AtprotoPersonalDataServer",
            ["serviceEndpoint"] = (Home ?? Url).ToString(),
        }),
    };

    private static Task Write(HttpContext http, JsonObject body) => WriteText(http, body.ToJsonString(JsonSerializerOptions.Web));

    private static Task WriteText(HttpContext http, string json)
    {
        http.Response.ContentType = "application/json";
        return http.Response.WriteAsync(json);
    }
}

/// <summary>An account of the stand-in, with its notifications.</summary>
public sealed class LoopbackAccount(string did, string handle)
{
    private readonly List<JsonObject> _notifications = [];
    private volatile string[] _raw = [];

    public string Did => did;

    public string Handle => handle;

    /// <summary>The account's own preference is to hear of people alone whom it follows, and it follows nobody.</summary>
    public bool PrefersFollowed { get; set; }

    /// <summary>Adds entries as they are, JSON or nearly so, before all others in the list.</summary>
    public void AddRaw(params IEnumerable<string> entries) => _raw = [.. entries, .. _raw];

    internal void Add(JsonObject notification)
    {
        lock (_notifications)
        {
            var place = _notifications.Count;
            while (place > 0 && string.CompareOrdinal(TimeOf(_notifications[place - 1]), TimeOf(notification)) > 0)
                place--;
            _notifications.Insert(place, notification);
        }
    }

    /// <summary>
    /// Newest first; as at the AppView, the cursor is the time of the last one that was given, and the next page is older.
    /// </summary>
    internal string Page(string? cursor, int limit, string? priority)
    {
        lock (_notifications)
        {
            var isHidden = priority is null ? PrefersFollowed : bool.Parse(priority);
            var page = _notifications.AsEnumerable().Reverse()
                .Where(notification => !isHidden && (cursor is null || string.CompareOrdinal(TimeOf(notification), cursor) < 0))
                    .Take(limit).ToList();
            var result = new JsonObject
            {
                ["notifications"] = new JsonArray([.. page.Select(notification => notification.DeepClone())]),
            };
            if (page.Count > 0)
                result["cursor"] = TimeOf(page[^1]);
            var json = result.ToJsonString(JsonSerializerOptions.Web);
            const string Start = "{\"notifications\":[";
            return cursor is not null || _raw.Length == 0
                ? json
                : $"{Start}{string.Join(',', _raw)}{(page.Count > 0 ? "," : "")}{json[Start.Length..]}";
        }
    }

    private static string TimeOf(JsonObject notification) => (string)notification["indexedAt"]!;
}
