using System.Text.Json.Nodes;

namespace Sanctum.Tests.Fuzz;

/// <summary>Takes from answers the ids that later requests need.</summary>
internal static class Learning
{
    public static void From(FuzzedRequest request, HttpResponseMessage response, FuzzedAnswer answer, FuzzWorld world)
    {
        var place = request.Place;
        switch (request.Operation.Route)
        {
            case "PUT /v1/webchat/{account}/visitor" when response.Headers.TryGetValues("Set-Cookie", out var cookies):
                world.Learn($"cookie/{place["account"]}", cookies.First().Split(';')[0]);
                break;
            case "POST /v1/agents/{id}/messages":
                LearnItem(request, answer, world);
                break;
            case "POST /v1/agents/{id}/passages":
                Learn(world, "passage", answer, "id", $"{place["id"]}/");
                break;
            case "POST /api/memory/transactions":
                LearnTransaction(request, answer, world);
                break;
            case "POST /api/memory/backup":
                Learn(world, "backup", answer, "backup_id");
                break;
            case "POST /v1/agents/{id}/passages/imports":
                Learn(world, "import", answer, "id", $"{place["id"]}/");
                break;
            case "POST /v1/agents/{id}/consolidations":
                Learn(world, "consolidation", answer, "id", $"{place["id"]}/");
                break;
            case "GET /v1/agents/{id}/consolidations/{run}":
                LearnProposals(place, answer, world);
                break;
            case "POST /v1/agents/{id}/exports":
                Learn(world, "export", answer, "id", $"{place["id"]}/");
                break;
            case "POST /v1/erasures":
                Learn(world, "erasure", answer, "id");
                break;
            case "GET /v1/erasures/{erasure}":
                if (answer.TryParse(out var erasure) && erasure?["receipt"] is not null)
                    Learn(world, "ended erasure", answer, "id");
                break;
            case "POST /v1/tools/{tool}/runs":
                Learn(world, "run", answer, "id", $"{place["tool"]}/");
                break;
            case "POST /v1/platforms/{platform}/accounts/{account}/posts":
                Learn(world, place["platform"] == "sandbox" ? "post" : "failed post", answer, "id");
                break;
            case "POST /api/users/login":
                LearnTokens(request, answer, world);
                break;
            case "POST /api/users/{username}/reset":
                Learn(world, "reset", answer, "token");
                break;
            case "POST /api/users/sign-in-links":
                Learn(world, "link", answer, "code");
                break;
            case "GET /api/users/me/sessions":
                LearnAll(world, "session", answer, "id");
                break;
            case "POST /v1/keys":
                LearnKey(answer, world);
                break;
            case "POST /v1/oauth/clients":
                LearnClient(answer, world);
                break;
            case "GET /v1/people":
                LearnAll(world, "person", answer, "id");
                break;
            case "GET /v1/approvals":
                LearnAll(world, "approval", answer, "id");
                break;
            case "GET /v1/admin/dlq/{queue}":
                LearnAll(world, "letter", answer, "id");
                break;
            default:
                break;
        }
    }

    // Some are left open: others can be loaded from and saved to as long as nobody has ended them.
    private static void LearnTransaction(FuzzedRequest request, FuzzedAnswer answer, FuzzWorld world)
    {
        if (!answer.TryParse(out var json) || json?["transaction_id"]?.GetValue<string>() is not { } id)
            return;
        var isOpen = request.Body is JsonObject body && body["operations"] is null;
        world.Learn(isOpen && id[^1] < '4' ? "open transaction" : "transaction", id);
    }

    private static void LearnProposals(IReadOnlyDictionary<string, string> place, FuzzedAnswer answer, FuzzWorld world)
    {
        if (!answer.TryParse(out var run) || run?["proposals"] is not JsonArray proposals)
            return;
        var seen = place["run"][^1];
        foreach (var proposal in proposals.OfType<JsonObject>().Where(proposal => proposal.Text("state") == "open"))
            world.Learn(
                $"proposal to {(seen++ % 2 == 0 ? "accept" : "reject")}",
                $"{place["id"]}/{place["run"]}/{proposal.Text("label")}");
    }

    private static void LearnTokens(FuzzedRequest request, FuzzedAnswer answer, FuzzWorld world)
    {
        var isGuest = request.Body is JsonObject body && body["username"] is JsonValue value
            && value.TryGetValue<string>(out var username) && username == RightAccessCalls.Guest;
        Learn(world, isGuest ? "token" : "changer token", answer, "access_token");
        if (isGuest)
            Learn(world, "refresh", answer, "refresh_token");
    }

    // Not those of the list: one of them signs the requests.
    private static void LearnKey(FuzzedAnswer answer, FuzzWorld world)
    {
        if (answer.TryParse(out var made) && made is JsonObject key && key["key"] is JsonObject described)
            world.Learn("key", described.Text("id"));
    }

    private static void LearnClient(FuzzedAnswer answer, FuzzWorld world)
    {
        if (answer.TryParse(out var made) && made?["client"] is JsonObject client)
            world.Learn("oauth client", client.Text("id"));
    }

    private static void LearnItem(FuzzedRequest request, FuzzedAnswer answer, FuzzWorld world)
    {
        var said = request.Body is JsonObject body && body["text"] is JsonValue value && value.TryGetValue<string>(out var text)
            ? text
            : "";
        Learn(world, said == "fail" ? "failed item" : "item", answer, "itemId", $"{request.Place["id"]}/");
    }

    private static void Learn(FuzzWorld world, string kind, FuzzedAnswer answer, string field, string prefix = "")
    {
        if (answer.TryParse(out var json) && json?[field]?.GetValue<string>() is { } id)
            world.Learn(kind, prefix + id);
    }

    private static void LearnAll(FuzzWorld world, string kind, FuzzedAnswer answer, string field)
    {
        if (!answer.TryParse(out var json) || json?["items"] is not JsonArray items)
            return;
        foreach (var item in items)
        {
            // A spoiled path may have led to another list.
            if (item?[field] is JsonValue value && value.TryGetValue<string>(out var id))
                world.Learn(kind, id);
        }
    }
}
