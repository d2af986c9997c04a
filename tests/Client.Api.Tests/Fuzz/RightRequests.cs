using System.Globalization;
using System.Text.Json.Nodes;
using Sanctum.Portability;

namespace Sanctum.Tests.Fuzz;

/// <summary>
/// Requests that the product should accept: their places exist, and their bodies follow the OpenAPI document where it says all,
/// and otherwise what <c>docs/api.md</c> says.
/// </summary>
internal sealed class RightRequests(FuzzWorld world)
{
    private const int MaxSessions = 60;
    private const int MaxPeople = 20;
    private const int MaxBudgets = 4;
    private const int MaxFlags = 4;
    private static readonly Guid Nobody = new("01a1fd2a-0000-7000-8000-000000000000");

    // Without these a request is refused.
    private static readonly string[] Needed =
        ["q", "post", "GET /v1/admin/memory/wal agent", "POST /v1/outbox/posts/{post}/discard reason", "POST /v1/agents replace",
            "POST /v1/agents/{id}/passages/imports file", "POST /v1/agents/imports as", "POST /v1/agents/imports trust",
            "GET /v1/admin/config/diff from"];

    public FuzzedRequest For(FuzzedOperation operation, RightValues values, int number)
    {
        var request = new FuzzedRequest(operation);
        if (RightBridgeCalls.IsOne(operation))
        {
            RightBridgeCalls.Complete(request, values);
            return request;
        }
        if (RightAccessCalls.IsOne(operation))
        {
            RightAccessCalls.Complete(request, values, world);
            return request;
        }
        foreach (var (name, value) in PlaceOf(operation, values))
            request.Place[name] = value;
        foreach (var name in operation.Query.Where(name => IsGiven(operation, name, values)))
            request.Query.Add((name, QueryValue(operation, name, values)));
        SetBody(request, values);
        if (operation.Path.StartsWith("/v1/webchat/", StringComparison.Ordinal) && Cookie(request, values) is { } cookie)
            request.Headers.Add(("Cookie", cookie));
        if (operation.Method != HttpMethod.Get && values.Chance(10))
            request.Headers.Add(("Idempotency-Key", $"key-{number}"));
        return request;
    }

    private string? Cookie(FuzzedRequest request, RightValues values) =>
        request.Operation.Method == HttpMethod.Put && values.Chance(80)
        ? null
        : world.Find($"cookie/{request.Place["account"]}", values.Random);

    private IEnumerable<(string Name, string Value)> PlaceOf(FuzzedOperation operation, RightValues values)
    {
        var path = operation.Path;
        if (path.Contains("/queue/items/{item}", StringComparison.Ordinal))
            return Pair(
                "id", "item", path.EndsWith("{item}", StringComparison.Ordinal) ? "item" : "failed item",
                values.One(FuzzWorld.Agents), values);
        if (path.EndsWith("/runs/{id}", StringComparison.Ordinal))
            return Pair("tool", "id", "run", "calculate", values);
        if (path.Contains("/accounts/{account}", StringComparison.Ordinal))
            return AccountOf(operation.Route, values) is var (platform, account)
                ? [("platform", platform), ("account", account), .. PersonOf(path, values)]
                : [];
        if (path.Contains("/profiles/{profile}", StringComparison.Ordinal))
            return [("platform", "webhook"), ("profile", Person(values))];
        if (path.StartsWith("/v1/webchat/{account}", StringComparison.Ordinal))
            return [("account", values.One(FuzzWorld.Chats)), ("id", $"talk-{values.Random.Next(3)}")];
        if (path.Contains("{export}", StringComparison.Ordinal))
            return Pair("id", "export", "export", FuzzWorld.Agents[0], values);
        if (path.Contains("{erasure}", StringComparison.Ordinal))
            return [("erasure", RightMemoryCalls.ErasureOf(path, world, values))];
        if (path.Contains("{import}", StringComparison.Ordinal))
            return Pair("id", "import", "import", FuzzWorld.Agents[0], values);
        if (path.Contains("/consolidations/{run}", StringComparison.Ordinal))
            return RightMemoryCalls.ConsolidationPlaceOf(path, world, values);
        if (path.Contains("{passage}", StringComparison.Ordinal))
            return Pair("id", "passage", "passage", FuzzWorld.Agents[0], values);
        if (path.StartsWith("/v1/memory/blocks", StringComparison.Ordinal))
            return RightMemoryCalls.SharedPlaceOf(values);
        if (path.Contains("{label}", StringComparison.Ordinal))
            return [("id", values.One(FuzzWorld.Agents[..5])), ("label", $"label-{values.Random.Next(3)}"), ("version", "1")];
        if (path.Contains("{queue}", StringComparison.Ordinal))
            return [("queue", "memory.wal.dlq"), ("id", world.Find("letter", values.Random) ?? $"{Nobody}")];
        return SingleOf(operation, values);
    }

    private IEnumerable<(string Name, string Value)> SingleOf(FuzzedOperation operation, RightValues values)
    {
        var path = operation.Path;
        if (path.StartsWith("/v1/sessions/{id}", StringComparison.Ordinal))
            return [("id", Session(values.Random.Next(MaxSessions)))];
        if (path.StartsWith("/api/memory", StringComparison.Ordinal))
            return RightMemoryCalls.PlaceOf(path, world, values);
        if (path.StartsWith("/v1/approvals/{id}", StringComparison.Ordinal))
            return [("id", world.Find("approval", values.Random) ?? $"{Nobody}")];
        if (path.StartsWith("/v1/people/{id}", StringComparison.Ordinal))
            return [("id", world.Find("person", values.Random) ?? $"{Nobody}")];
        return
        [
            ("id", values.One(operation.Method == HttpMethod.Patch ? FuzzWorld.NewAgents[..FuzzWorld.CreatedAgents]
                : IsHarmful(operation) ? FuzzWorld.SpareAgents : FuzzWorld.Agents)),
            ("model", values.One(FuzzWorld.Agents)),
            ("platform", values.One(
                operation.Path == "/v1/platforms/{platform}" ? FuzzWorld.RemotePlatforms : ["webchat", "webhook", "bluesky"])),
            ("tool", operation.Method == HttpMethod.Patch ? "current_time" : "calculate"),
            ("plugin", FuzzWorld.Plugin),
            ("name", $"budget-{values.Random.Next(MaxBudgets)}"),
            ("flag", $"flag-{values.Random.Next(MaxFlags)}"),
            ("post", Post(operation, values)),
        ];
    }

    private string Post(FuzzedOperation operation, RightValues values) =>
        world.Find(operation.Path.EndsWith("{post}", StringComparison.Ordinal) ? "post" : "failed post", values.Random)
        ?? $"{Nobody}";

    /// <summary>Whether it takes something away that other requests need.</summary>
    public static bool IsHarmful(FuzzedOperation operation) =>
        operation.Method == HttpMethod.Delete || operation.Path.EndsWith("/restore", StringComparison.Ordinal)
        || operation.Path.EndsWith("/pause", StringComparison.Ordinal)
            || operation.Path.EndsWith("/drain", StringComparison.Ordinal)
        || operation.Path.EndsWith("/resume", StringComparison.Ordinal)
            || operation.Path.EndsWith("/tools/unregister", StringComparison.Ordinal)
        || operation.Path.EndsWith("/purge", StringComparison.Ordinal);

    private IEnumerable<(string Name, string Value)> Pair(
        string first, string second, string kind, string otherwise, RightValues values)
    {
        var found = world.Find(kind, values.Random)?.Split('/') ?? [otherwise, $"{Nobody}"];
        return [(first, found[0]), (second, found[1])];
    }

    private static (string Platform, string Account) AccountOf(string route, RightValues values) =>
        route[route.LastIndexOf("{account}", StringComparison.Ordinal)..] switch
        {
            "{account}/webhook" => ("webhook", values.One(FuzzWorld.Hooks)),
            "{account}/search" => ("sandbox", values.One(FuzzWorld.Chats)),
            "{account}/posts" => values.Chance(70) || route.StartsWith("DELETE", StringComparison.Ordinal)
                ? ("sandbox", values.One(FuzzWorld.Chats))
                : ("webhook", FuzzWorld.BrokenHook),
            "{account}/outbox/retry" => ("webhook", FuzzWorld.BrokenHook),
            "{account}/profiles/{person}" or "{account}/thread" or "{account}/poll" or "{account}/recover"
                or "{account}/sessions/validate" =>
                ("bluesky", FuzzWorld.Bird),
            "{account}/sessions" => values.Chance(50) ? ("bluesky", FuzzWorld.Bird) : ("webhook", values.One(FuzzWorld.Hooks)),
            "{account}" when route.StartsWith("GET", StringComparison.Ordinal) => ("webchat", values.One(FuzzWorld.Chats)),
            "{account}" or "{account}/pause" or "{account}/resume" => ("webchat", values.One(FuzzWorld.SpareAccounts)),
            _ => ("webchat", values.One(FuzzWorld.Chats)),
        };

    private static IEnumerable<(string Name, string Value)> PersonOf(string path, RightValues values) =>
        path.EndsWith("{person}", StringComparison.Ordinal) ? [("person", values.One(["alice.test", "did:plc:alice"]))] : [];

    private static string Person(RightValues values) => $"person-{values.Random.Next(MaxPeople)}";

    private static string Session(int number) => $"session-{number}";

    private static bool IsGiven(FuzzedOperation operation, string name, RightValues values) =>
        Needed.Contains(name) || Needed.Contains($"{operation.Route} {name}") || (name != "after" && values.Chance(35));

    private string QueryValue(FuzzedOperation operation, string name, RightValues values) => name switch
    {
        "agent" => operation.Path == "/v1/admin/memory/wal" ? FuzzWorld.Letters : values.One(FuzzWorld.Agents),
        "platform" => values.One(["sandbox", "webchat", "webhook", "bluesky"]),
        "account" => values.One(FuzzWorld.Chats),
        "limit" => values.Random.Next(1, 100).ToString(CultureInfo.InvariantCulture),
        "wait" => values.One(["1ms", "50ms", "1s"]),
        "tenant" => "default",
        "step" => "2",
        "health" => values.One(["healthy", "warning", "critical"]),
        "kind" => values.One(["shared", "platform", "custom"]),
        "order" => values.One(["latest", "top"]),
        "state" => operation.Path == "/v1/approvals"
            ? values.One(["pending", "approved"])
            : values.One(["active", "expired", "corrupted"]),
        "action" => "tool.execute",
        "status" => operation.Path == "/v1/outbox/posts"
            ? values.One(["pending", "posted", "error"])
            : operation.Path.StartsWith("/v1/budgets/", StringComparison.Ordinal) ? values.One(["reserved", "settled", "expired"])
            : values.One(["new", "done", "error", "no_reply"]),
        "person" => world.Find("person", values.Random) ?? $"{Nobody}",
        "post" => operation.Method == HttpMethod.Get
            ? world.Find("mention", values.Random)!
            : world.Find("post", values.Random) ?? $"{Nobody}",
        "from" or "to" => "0",
        "olderThan" => values.One(["30d", "90d"]),
        "since" => values.One(["24h", "2026-01-31"]),
        "until" => "2999-01-31",
        "file" => "notes.jsonl",
        "tags" => values.One(["tea", "tea,north"]),
        "session_id" => RightMemoryCalls.Session(values),
        "Since" => values.One(["24h", "1m", "2026-01-31T12:00:00Z"]),
        "Until" => values.One(["1s", "2999-01-31T12:00:00Z"]),
        "Action" => values.One(["tool.execute", "agent.apply"]),
        "Actor" or "Object" => $"agent/{values.One(FuzzWorld.Agents)}",
        "Result" => values.One(["ok", "refused"]),
        "Address" => values.One(["127.0.0.1", "::1"]),
        // A head that the chain does not hold is an answer, not a refusal.
        "head" => $"1:{new string('0', 64)}",
        "replace" or "dryRun" or "includeRetired" or "trust" or "later" => "true",
        "without" => "transcripts",
        "as" => $"imported-{values.Random.Next(100)}",
        _ => values.One(["tea", "why not", "日本語"]),
    };

    private void SetBody(FuzzedRequest request, RightValues values)
    {
        if (request.Operation.Route == "POST /v1/agents/imports")
        {
            (request.RawBody, request.ContentType) = (SignedFiles.OfAgent("imported"), "application/x-ndjson");
            return;
        }
        request.Body = Written(request, values);
        if (request.Body is null && request.Operation.Bodies.Count > 0 && values.One(request.Operation.Bodies) is var (_, schema))
            request.Body = values.For(schema);
        if (request.Body is null)
            return;
        // JSON is YAML.
        request.ContentType = request.Operation.Bodies.Count == 0 ? "application/json"
            : request.Operation.Path.EndsWith("/passages/imports", StringComparison.Ordinal) ? "application/x-ndjson"
            : values.One(request.Operation.Bodies).Type;
        request.IsSigned = request.Operation.Path.EndsWith("/webhook", StringComparison.Ordinal);
    }

    /// <summary>Bodies whose schema does not say all; null for all others.</summary>
    private JsonNode? Written(FuzzedRequest request, RightValues values) => request.Operation.Route switch
    {
        "POST /v1/agents/{id}/messages" => Message(request.Place["id"], values),
        "POST /v1/chat/completions" => Completion(values),
        "POST /v1/platforms/{platform}/accounts/{account}/webhook" => values.Chance(70)
            ? Delivery(values)
            : new JsonArray(Delivery(values), Delivery(values)),
        { } route when RightMemoryCalls.BodyOf(route, world, values) is { } body => body,
        "POST /v1/agents/{id}/passages" => Passage(values),
        "POST /v1/agents/{id}/passages/batch" => new JsonObject { ["items"] = new JsonArray(Passage(values), Passage(values)) },
        "PATCH /v1/agents/{id}/passages/{passage}" => Passage(values),
        // An object is a line.
        "POST /v1/agents/{id}/passages/imports" => Passage(values),
        "PUT /v1/sessions/{id}" => new JsonObject { ["agentId"] = FuzzWorld.AgentOf(NumberOf(request.Place["id"])) },
        "PUT /v1/webchat/{account}/visitor" => new JsonObject { ["name"] = $"Visitor {values.Random.Next(100)}" },
        "PUT /v1/plugins/{plugin}/settings" => new JsonObject(),
        "PUT /v1/platforms/{platform}" => Remote(values),
        "POST /v1/platforms/{platform}/accounts" => Connection(request.Place["platform"] = "webchat", values),
        "PATCH /v1/platforms/{platform}/accounts/{account}" =>
            new JsonObject { ["agent"] = values.One(FuzzWorld.Agents), ["settings"] = new JsonObject() },
        "PATCH /v1/platforms/{platform}/profiles/{profile}" =>
            new JsonObject { ["metadata"] = new JsonObject { ["note"] = values.Sentence() }, ["hasOptedOut"] = false },
        "POST /v1/platforms/{platform}/profiles/{profile}/link" =>
            new JsonObject { ["platform"] = "webhook", ["profileId"] = Person(values) },
        "POST /v1/erasures" => new JsonObject { ["platform"] = "webhook", ["person"] = Person(values) },
        "PATCH /v1/tools/{tool}" => new JsonObject
        {
            ["enabled"] = values.Chance(80),
            ["reason"] = values.Word(),
            ["timeLimit"] = values.One(["30s", "default"]),
        },
        "POST /v1/tools/{tool}/runs" => new JsonObject
        {
            ["agentId"] = values.One(FuzzWorld.Agents),
            ["arguments"] = new JsonObject { ["expression"] = values.One(["6 * 7", "2 ^ 10", "(1 + 2) / 3", "1 / 0"]) },
        },
        "POST /v1/agents/{id}/tools/register" or "POST /v1/agents/{id}/tools/unregister" => values.Chance(30)
            ? new JsonObject { ["all"] = true }
            : new JsonObject { ["tools"] = new JsonArray("calculate") },
        "POST /v1/agents/{id}/queue/purge" =>
            new JsonObject { ["statuses"] = new JsonArray(values.One(["new", "error"])), ["confirm"] = true },
        "POST /v1/agents/{id}/queue/replay" => new JsonObject { ["class"] = "permanent", ["limit"] = values.Random.Next(1, 50) },
        "POST /v1/platforms/{platform}/accounts/{account}/recover" => new JsonObject
        {
            ["within"] = values.One(["1h", "2d"]),
            ["dryRun"] = values.Chance(70),
        },
        "POST /v1/platforms/{platform}/accounts/{account}/posts" => new JsonObject { ["text"] = values.Sentence() },
        "POST /v1/webchat/{account}/conversations/{id}/messages" =>
            new JsonObject { ["text"] = values.Sentence(), ["id"] = $"{Guid.NewGuid():N}" },
        // Allows what nothing else denies.
        "PUT /v1/policies/{name}" => new JsonObject
        {
            ["description"] = values.Word(),
            ["rules"] = new JsonArray(new JsonObject
            {
                ["name"] = "all",
                ["actions"] = new JsonArray("publish.post"),
                ["effect"] = "allow",
            }),
        },
        "POST /v1/approvals/{id}/answer" => new JsonObject
        {
            ["answer"] = values.One(["approve", "deny"]),
            ["note"] = values.Word(),
        },
        "POST /v1/policies/{name}/rollback" => new JsonObject { ["version"] = 1 },
        "POST /v1/policies/check" => new JsonObject
        {
            ["action"] = values.One(["memory.write", "publish.post", "agent.change"]),
            ["agent"] = values.One(FuzzWorld.Agents),
        },
        "PUT /v1/budgets/{name}" => new JsonObject
        {
            ["scope"] = "model",
            ["subject"] = "nowhere/none",
            ["unit"] = "tokens",
            ["cap"] = values.Random.Next(1_000_000),
            ["window"] = "day",
            ["rule"] = values.One(["refuse", "wait"]),
        },
        // A live setting that changes nothing here.
        "PUT /v1/admin/config" => new JsonObject
        {
            ["settings"] = new JsonObject { ["Sanctum:Queue:BatchSize"] = values.Random.Next(1, 1_000) },
        },
        "POST /v1/admin/config/rollback" => new JsonObject { ["version"] = 0 },
        "PUT /v1/flags/{flag}" => new JsonObject { ["enabled"] = values.Chance(50), ["description"] = values.Sentence() },
        "PUT /v1/settings/ui" => new JsonObject
        {
            ["speech"] = new JsonObject { ["rate"] = values.Random.Next(1, 4), ["output"] = values.Chance(50) },
        },
        "PUT /v1/settings/mode" =>
            new JsonObject { ["mode"] = values.Chance(70) ? "live" : values.One(["listen", "echo", "test"]) },
        "PATCH /v1/agents/{id}" => new JsonObject
        {
            ["description"] = values.Sentence(),
            ["capabilities"] = new JsonObject { ["max_steps"] = values.Random.Next(1, 100) },
        },
        _ => null,
    };

    private static int NumberOf(string session) => int.Parse(session.Split('-')[1], CultureInfo.InvariantCulture);

    private static JsonObject Message(string agent, RightValues values)
    {
        // Some fail for good: other requests retry and discard them.
        var message = new JsonObject { ["text"] = values.Chance(10) ? "fail" : values.Sentence() };
        if (values.Chance(70))
            message["sessionId"] = Session(Array.IndexOf(FuzzWorld.Agents, agent) + (FuzzWorld.Agents.Length * values.Random.Next(
                MaxSessions / FuzzWorld.Agents.Length)));
        if (values.Chance(50))
            message["from"] = $"Ann {values.Random.Next(20)}";
        if (values.Chance(30))
            message["priority"] = values.One(["normal", "high"]);
        return message;
    }

    private static JsonObject Passage(RightValues values) => new()
    {
        ["text"] = values.Sentence(),
        ["tags"] = new JsonArray(values.One(["tea", "north"])),
        ["importance"] = values.Random.NextDouble(),
    };

    private static JsonObject Completion(RightValues values)
    {
        var history = new JsonArray(
            new JsonObject { ["role"] = "system", ["content"] = "Be brief." },
            new JsonObject { ["role"] = "user", ["content"] = values.Word() },
            new JsonObject { ["role"] = "assistant", ["content"] = values.Word() });
        var last = new JsonObject { ["role"] = "user", ["content"] = values.One(["hello", "6 * 7", "日本語", "many 9"]) };
        return new JsonObject
        {
            ["model"] = values.One(FuzzWorld.Agents),
            ["messages"] = values.Chance(50)
                ? new JsonArray(last)
                : new JsonArray([.. history.Select(entry => entry!.DeepClone()), last]),
            ["stream"] = values.Chance(30),
            ["temperature"] = values.Random.NextDouble(),
        };
    }

    private static JsonObject Delivery(RightValues values)
    {
        var person = Person(values);
        return new JsonObject
        {
            ["text"] = values.Sentence(),
            ["from"] = new JsonObject { ["id"] = person, ["name"] = $"Person {person}", ["handle"] = $"{person}.test" },
            ["thread"] = $"thread-{person}",
        };
    }

    private static JsonObject Remote(RightValues values) => new()
    {
        ["baseUrl"] = "http://127.0.0.1:1/",
        ["secret"] = FuzzWorld.Secret,
        ["longestText"] = values.Random.Next(100, 10_000),
        ["textUnit"] = values.One(["utf16", "graphemes", "bytes"]),
        ["idempotentPosts"] = values.Chance(50),
        ["operations"] = new JsonArray(values.One(["typing", "search", "delete"])),
    };

    private static JsonObject Connection(string platform, RightValues values) => new()
    {
        ["account"] = values.One(FuzzWorld.SpareAccounts),
        ["agent"] = values.One(FuzzWorld.Agents),
        ["settings"] = new JsonObject { ["title"] = $"{platform} {values.Word()}" },
    };
}
