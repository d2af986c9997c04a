using System.Globalization;
using System.Text.Json.Nodes;

namespace Sanctum.Tests.Fuzz;

/// <summary>
/// Calls of the web chat bridge that it should accept: <c>docs/web-chat-bridge.md</c> says what each action takes.
/// </summary>
internal static class RightBridgeCalls
{
    private const int MaxSessions = 30;
    private static readonly string[] Reading = ["responses", "inbox", "sessions", "session_messages", "config"];
    private static readonly string[] Writing = ["messages", "messages", "messages", "outbox", "config", "cleanup", "clear_data"];

    public static bool IsOne(FuzzedOperation operation) => operation.Path == "/api/v1";

    public static void Complete(FuzzedRequest request, RightValues values)
    {
        var reads = request.Method == HttpMethod.Get;
        var action = values.One(reads ? Reading : Writing);
        request.Query.AddRange([("action", action), ("account", FuzzWorld.Bridge)]);
        request.Headers.Add(("Authorization", $"Bearer {FuzzWorld.AdminKey}"));
        if (reads)
            request.Query.AddRange(QueryOf(action, values));
        else
            (request.Body, request.ContentType) = (BodyOf(action, values), "application/json");
    }

    private static IEnumerable<(string Name, string Value)> QueryOf(string action, RightValues values)
    {
        if (action is "responses" or "session_messages")
            yield return ("session_id", Session(values));
        if (action is "inbox" or "sessions")
            yield return ("limit", values.Random.Next(1, 101).ToString(CultureInfo.InvariantCulture));
        if (action == "sessions")
            yield return ("active", values.One(["true", "false"]));
        if (action is "responses" or "inbox")
            yield return ("since", values.One(["0", "5", "2026-01-31T12:00:00Z"]));
    }

    private static JsonObject BodyOf(string action, RightValues values) => action switch
    {
        "messages" => new JsonObject { ["session_id"] = Session(values), ["message"] = values.Sentence() },
        "outbox" => new JsonObject
        {
            ["session_id"] = Session(values),
            ["response"] = values.Sentence(),
            ["key"] = $"key-{values.Random.Next(100)}",
        },
        "config" => new JsonObject { ["answered_by"] = "agent", ["session_timeout"] = values.Random.Next(60, 10_000) },
        "clear_data" => new JsonObject { ["confirm"] = FuzzWorld.Bridge },
        _ => new JsonObject(),
    };

    private static string Session(RightValues values) => $"session_{values.Random.Next(MaxSessions)}";
}
