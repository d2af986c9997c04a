using System.Text.Json.Nodes;

namespace Sanctum.Tests.Fuzz;

/// <summary>Right requests to session memory and shared blocks.</summary>
internal static class RightMemoryCalls
{
    private const int MaxSessions = 5;

    public static string Session(RightValues values) => $"memory-{values.Random.Next(MaxSessions)}";

    /// <summary>What stands in the parameters of a path.</summary>
    public static IEnumerable<(string Name, string Value)> PlaceOf(string path, FuzzWorld world, RightValues values) =>
    [
        ("session", $"memory-{values.Random.Next(2 * MaxSessions)}"),
        ("transaction", TransactionOf(path, world, values)),
        ("backup", world.Find("backup", values.Random) ?? $"{Guid.Empty}"),
    ];

    private static string TransactionOf(string path, FuzzWorld world, RightValues values)
    {
        var ends = path.EndsWith("/commit", StringComparison.Ordinal) || path.EndsWith("/rollback", StringComparison.Ordinal);
        return (ends || values.Chance(30) ? null : world.Find("open transaction", values.Random))
            ?? world.Find("transaction", values.Random) ?? $"{Guid.Empty}";
    }

    /// <summary>What stands in the parameters of a path of shared blocks.</summary>
    public static IEnumerable<(string Name, string Value)> SharedPlaceOf(RightValues values) =>
        [("label", $"shared-{values.Random.Next(3)}"), ("agent", values.One(FuzzWorld.Agents)), ("version", "1")];

    /// <summary>What stands in the parameters of a path of consolidations.</summary>
    public static IEnumerable<(string Name, string Value)> ConsolidationPlaceOf(
        string path, FuzzWorld world, RightValues values)
    {
        var found = world.Find($"proposal to {path[(path.LastIndexOf('/') + 1)..]}", values.Random)?.Split('/') ?? [];
        return found is [var agent, var run, var label]
            ? [("id", agent), ("run", run), ("label", label)]
            : world.Find("consolidation", values.Random)?.Split('/') is [var id, var one]
                ? [("id", id), ("run", one), ("label", "label-0")]
                : [("id", FuzzWorld.Agents[0]), ("run", $"{Guid.Empty}"), ("label", "label-0")];
    }

    /// <summary>An erasure; one that has ended where its receipt is read.</summary>
    public static string ErasureOf(string path, FuzzWorld world, RightValues values) =>
        (path.EndsWith("/receipt", StringComparison.Ordinal) ? world.Find("ended erasure", values.Random) : null)
        ?? world.Find("erasure", values.Random) ?? $"{Guid.Empty}";

    /// <summary>The body of a route; null for other routes.</summary>
    public static JsonObject? BodyOf(string route, FuzzWorld world, RightValues values) => route switch
    {
        "POST /api/memory/transactions" => values.Chance(50)
            ? new JsonObject { ["session_id"] = Session(values) }
            : new JsonObject
            {
                ["session_id"] = Session(values),
                ["operations"] = new JsonArray(
                    new JsonObject { ["op"] = "save", ["key"] = "a", ["value"] = Value(values) },
                    new JsonObject { ["op"] = "delete", ["key"] = "b" }),
            },
        "POST /api/memory/transactions/{transaction}/save" =>
            new JsonObject { ["key"] = Key(values), ["value"] = Value(values) },
        "POST /api/memory/transactions/{transaction}/load" or "POST /api/memory/transactions/{transaction}/delete" =>
            new JsonObject { ["key"] = Key(values) },
        "POST /api/memory/backup" => new JsonObject { ["session_id"] = Session(values) },
        "POST /api/memory/restore" =>
            new JsonObject { ["backup_id"] = world.Find("backup", values.Random) ?? $"{Guid.Empty}" },
        "POST /api/memory/save" => new JsonObject
        {
            ["session_id"] = Session(values),
            ["key"] = Key(values),
            ["value"] = Value(values),
            ["ttl_seconds"] = values.Chance(20) ? values.Random.Next(1, 1_000) : null,
        },
        "POST /api/memory/load" or "POST /api/memory/delete" => new JsonObject
        {
            ["session_id"] = Session(values),
            ["key"] = Key(values),
        },
        "PUT /v1/agents/{id}/memory/{label}" => new JsonObject { ["value"] = values.Sentence(), ["limit"] = 50_000 },
        "POST /v1/agents/{id}/memory/{label}/undo" or "POST /v1/agents/{id}/memory/{label}/restore" =>
            new JsonObject { ["version"] = 1 },
        "POST /v1/agents/{id}/temporal-blocks/detach" => new JsonObject(),
        "POST /v1/agents/{id}/consolidations" => new JsonObject { ["mode"] = "ask" },
        "PUT /v1/agents/{id}/consolidation-plan" => new JsonObject { ["every"] = values.One(["7d", "12h"]), ["mode"] = "apply" },
        "PUT /v1/memory/blocks/{label}" => new JsonObject { ["value"] = values.Sentence(), ["limit"] = 50_000 },
        "POST /v1/memory/blocks/{label}/append" => new JsonObject { ["text"] = values.Sentence() },
        "POST /v1/memory/blocks/{label}/undo" or "POST /v1/memory/blocks/{label}/restore" => new JsonObject { ["version"] = 1 },
        "PUT /v1/memory/blocks/{label}/agents/{agent}" =>
            new JsonObject { ["right"] = values.One(["read", "append", "write"]) },
        _ => null,
    };

    private static string Key(RightValues values) => $"key {values.Random.Next(5)}/日本";

    private static JsonNode? Value(RightValues values) => values.One<Func<JsonNode?>>([
        () => null, () => values.Sentence(), () => values.Random.Next(), () => new JsonArray(values.Word(), true),
        () => new JsonObject { [values.Word()] = values.Word() }])();
}
