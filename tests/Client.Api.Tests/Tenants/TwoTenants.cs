using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Sanctum.Access;
using Sanctum.Testing;
using Sanctum.Tests;

namespace Sanctum.Tenants;

/// <summary>Two tenants: one has one of everything under names that say so, the other has nothing but an admin.</summary>
public sealed class TwoTenants : IAsyncLifetime
{
    internal const string Agent = "of-owner";
    internal const string Session = "talk-of-owner";

    private readonly Dictionary<string, string> _ids = [];

    internal AccessGateway Access { get; } = new();

    internal TestTenant Owner { get; private set; } = null!;

    internal TestTenant Other { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        await Access.InitializeAsync();
        (Owner, Other) = (await TestTenant.Create(Access), await TestTenant.Create(Access));
        await Owner.CreateAgent(Agent);
        await Talk();
        await MakePeople();
        _ids["{tool}/runs/{id}"] = (await Post(
            "/v1/tools/calculate/runs", new { agentId = Agent, arguments = new { expression = "6 * 7" } })).Text("id");
        await Put("/v1/budgets/of-owner", new { scope = "agent", subject = Agent, unit = "tokens", cap = 10, window = "day" });
        await (await Owner.Admin.PutAsync("/v1/policies/of-owner", RunningGateway.Yaml(
            "rules: [{ name: all, actions: [publish.post], effect: allow }]"))).ShouldBeOk();
        await Post("/api/users", new { username = "of-owner", roles = new[] { "viewer" } });
        await Put("/v1/roles/of-owner", new { permissions = new[] { "agents:read" } });
        var key = await Post("/v1/keys", new { name = "of-owner", permissions = new[] { "agents:read" } });
        _ids["{key}"] = key["key"]!.Text("id");
        _ids["{passage}"] = (await Post($"/v1/agents/{Agent}/passages", new { text = "A passage of-owner." })).Text("id");
        using var file = new StringContent("A file of-owner.", null, "text/plain");
        using var imported = await Owner.Admin.PostAsync($"/v1/agents/{Agent}/passages/imports?file=of-owner.txt", file);
        _ids["{import}"] = (await imported.ShouldBe(202)).Text("id");
        using var exported = await Owner.Admin.PostAsync($"/v1/agents/{Agent}/exports", null);
        _ids["{export}"] = (await exported.ShouldBe(202)).Text("id");
        _ids["{run}"] = (await Post($"/v1/agents/{Agent}/consolidations", new { })).Text("id");
        await Put($"/v1/agents/{Agent}/consolidation-plan", new { every = "7d" });
        await Post("/api/memory/save", new { key = "of-owner", value = 1, session_id = Session });
        _ids["{transaction}"] = (await Post("/api/memory/transactions", new { session_id = Session })).Text("transaction_id");
        _ids["{backup}"] = (await Post("/api/memory/backup", new { session_id = Session })).Text("backup_id");
        await Put("/v1/flags/of-owner", new { enabled = true });
        await Put("/v1/memory/blocks/of-owner", new { value = "A block of-owner." });
        await Put($"/v1/memory/blocks/of-owner/agents/{Agent}", new { right = "append" });
        await Ask();
        await RegisterPasskey();
        _ids["{session}"] = (await Owner.Get("/api/users/me/sessions"))["items"]![0]!.Text("id");
    }

    public Task DisposeAsync() => Access.DisposeAsync();

    /// <summary>What of the owner's stands in a parameter of a path.</summary>
    internal string Place(string path, string parameter) => parameter switch
    {
        "id" when path.EndsWith("/runs/{id}", StringComparison.Ordinal) => _ids["{tool}/runs/{id}"],
        "id" when path.StartsWith("/v1/sessions", StringComparison.Ordinal) => Session,
        "session" when path.StartsWith("/api/memory", StringComparison.Ordinal) => Session,
        "id" when path.StartsWith("/v1/people", StringComparison.Ordinal) => _ids["{person}"],
        "id" when path.StartsWith("/v1/webchat", StringComparison.Ordinal) => "talk",
        "id" when path.StartsWith("/v1/admin/dlq", StringComparison.Ordinal) => $"{Guid.Empty}",
        "id" when path.StartsWith("/v1/approvals", StringComparison.Ordinal) => _ids["{approval}"],
        "id" or "model" => Agent,
        "approval" => _ids["{approval}"],
        "client" or "consent" => $"{Guid.Empty}",
        "item" => _ids["{item}"],
        "label" when path.StartsWith("/v1/memory/blocks", StringComparison.Ordinal) => "of-owner",
        "label" => "notes",
        "agent" => Agent,
        "version" => "1",
        "platform" => "webchat",
        "profile" => _ids["{profile}"],
        "account" => "chat-of-owner",
        "import" => _ids["{import}"],
        "erasure" => _ids["{erasure}"],
        "export" => _ids["{export}"],
        "passage" => _ids["{passage}"],
        "person" => "nobody",
        "post" => _ids["{post}"],
        "queue" => "memory.wal.dlq",
        "tool" => "calculate",
        "plugin" => "none",
        "provider" => "corp",
        "tenant" => Owner.Name,
        "key" or "session" or "passkey" or "transaction" or "backup" or "run" => _ids[$"{{{parameter}}}"],
        "name" or "username" or "role" or "flag" => "of-owner",
        _ => throw new InvalidOperationException($"{path}: nothing is known of {{{parameter}}}."),
    };

    private async Task Talk()
    {
        await (await Owner.Send(Agent, "hello", Session)).ShouldBe(200);
        _ids["{item}"] = (await Owner.Get($"/v1/agents/{Agent}/queue/items"))["items"]![0]!.Text("id");
    }

    private async Task MakePeople()
    {
        await Post(
            "/v1/platforms/webchat/accounts",
            new { account = "chat-of-owner", agent = Agent, settings = new { title = "Chat" } });
        _ids["{post}"] = (await Post("/v1/platforms/sandbox/accounts/box-of-owner/posts", new { text = "a post" })).Text("id");
        using var entered = await Access.Nobody.PutAsJsonAsync(
            $"/v1/webchat/chat-of-owner/visitor?tenant={Owner.Name}", new { name = "Visitor" });
        var visitor = await entered.ShouldBe(200);
        var cookie = entered.Headers.GetValues("Set-Cookie").First().Split(';')[0];
        using var say = new HttpRequestMessage(
            HttpMethod.Post, $"/v1/webchat/chat-of-owner/conversations/talk/messages?tenant={Owner.Name}");
        say.Headers.Add("Cookie", cookie);
        say.Content = JsonContent.Create(new { text = "hello" });
        await (await Access.Nobody.SendAsync(say)).ShouldBe(202);
        _ids["{profile}"] = visitor.Text("id");
        var people = await Eventually.Get(
            () => Owner.Get("/v1/people"), found => found["items"]!.AsArray().Count > 0);
        _ids["{person}"] = people["items"]![0]!.Text("id");
        using var leaving = await Access.Nobody.PutAsJsonAsync(
            $"/v1/webchat/chat-of-owner/visitor?tenant={Owner.Name}", new { name = "Leaving" });
        using var erased = await Owner.Admin.PostAsJsonAsync(
            "/v1/erasures", new { platform = "webchat", person = (await leaving.ShouldBe(200)).Text("id") });
        _ids["{erasure}"] = (await erased.ShouldBe(202)).Text("id");
    }

    private async Task Ask()
    {
        var id = Guid.CreateVersion7();
        _ids["{approval}"] = id.ToString();
        await using var add = Access.Gateway.Rows.CreateCommand(
            """
            insert into approval (tenant, id, action, agent, subject, act_hash, arguments, arguments_hash, risk, reason,
                who, allows_at_end,
                                  requested_by, deadline, due_at)
            values ($1, $2, 'tool.execute', $3, 'tool/calculate', sha256(''::bytea), '{}', sha256(''::bytea), 'low',
                'It is a test.', '{}', false,
                    'agent/of-owner', now() + interval '1 day', now() + interval '1 day')
            """);
        add.Parameters.AddWithValue(Owner.Name);
        add.Parameters.AddWithValue(id);
        add.Parameters.AddWithValue(Agent);
        await add.ExecuteNonQueryAsync();
    }

    private async Task RegisterPasskey()
    {
        using var authenticator = new SoftAuthenticator();
        using var options = await Owner.Admin.PostAsync("/api/users/me/passkeys/options", null);
        var passkey = await Post("/api/users/me/passkeys", authenticator.Create(await options.ShouldBe(200)));
        _ids["{passkey}"] = passkey.Text("id");
    }

    private async Task<JsonNode> Post(string path, object body)
    {
        using var answer = await Owner.Admin.PostAsJsonAsync(path, body);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {(int)answer.StatusCode} {text}");
        return JsonNode.Parse(text)!;
    }

    private async Task Put(string path, object body)
    {
        using var answer = await Owner.Admin.PutAsJsonAsync(path, body);
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {await answer.Content.ReadAsStringAsync()}");
    }
}
