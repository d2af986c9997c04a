using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Sanctum.Access;
using Sanctum.Testing;

namespace Sanctum.Tests.Fuzz;

/// <summary>
/// The product with one of everything: agents, accounts of every platform, a plug-in, a social network on loopback, dead letters.
/// </summary>
internal sealed class FuzzedSystem : IAsyncDisposable
{
    public const int LettersAtOnce = 6;
    private const int Approvals = 400;
    private const int Mentions = 10;
    private const int Consents = 40;
    private readonly string _folder = Directory.CreateTempSubdirectory("sanctum-fuzz-").FullName;
    private LoopbackPds _pds = null!;
    private LoopbackReceiver _receiver = null!;

    public RunningGateway Gateway { get; } = new();

    public FuzzWorld World { get; } = new();

    /// <summary>The API key of an admin.</summary>
    public string Key { get; private set; } = "";

    /// <summary>Keeps no cookies: each visitor of a web chat is its own. Signs with <see cref="Key"/>.</summary>
    public HttpClient Http { get; private set; } = null!;

    public async Task Start()
    {
        _pds = await LoopbackPds.Start();
        _receiver = await LoopbackReceiver.Start();
        _receiver.Answer = (_, _) =>
        {
            _receiver.Requests.Clear();
            return Task.CompletedTask;
        };
        await QuietPlugin.Install(_folder, FuzzWorld.Plugin, typeof(Plugins.IPlugin).Assembly.Location);
        await Gateway.Start(
            "Sanctum:Gateway:RequestsPerWindow=10000000", "Sanctum:Gateway:BridgePublicCalls=1000000",
            "Sanctum:Gateway:BridgePluginCalls=1000000", "Sanctum:Gateway:SignInsPerMinute=1000000",
            "Sanctum:Gateway:UserBucket=10000000", "Sanctum:Gateway:KeyBucket=10000000",
            "Sanctum:Gateway:TenantBucket=10000000",
            "Sanctum:Gateway:BridgeAdminCalls=1000000", "Sanctum:Gateway:ChatTimeout=00:00:02",
            $"Sanctum:Plugins:Folder={_folder}", "Sanctum:Access:OpenRegistration=true",
            "Sanctum:Access:SignIn:MaxFailedAttempts=100",
            $"Sanctum:Bluesky:PlcDirectory={_pds.Url}",
            "Sanctum:Bluesky:AllowedNetworks:0=127.0.0.0/8",
            "Sanctum:Webhooks:AllowedNetworks:0=127.0.0.0/8");
        Http = new HttpClient(new SocketsHttpHandler
        {
            UseCookies = false,
            AllowAutoRedirect = false,
            RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8,
        })
        {
            BaseAddress = Gateway.Address,
            Timeout = Timeout.InfiniteTimeSpan,
        };
        await SignIn();
        foreach (var name in new[] { FuzzWorld.Letters }
            .Concat(FuzzWorld.Agents).Concat(FuzzWorld.SpareAgents).Concat(FuzzWorld.NewAgents.Take(FuzzWorld.CreatedAgents)))
            await CreateAgent(name);
        await ConnectAccounts();
        await SpoilMemory();
        await AskForApprovals();
    }

    /// <summary>
    /// Mends what the replica of memory could not read, and adds more: so there is always a dead letter to read, to remove and to
    /// reprocess.
    /// </summary>
    public async Task SpoilMemory()
    {
        await using var command = Gateway.Rows.CreateCommand(
            $$"""
            update memory_wal bad set payload = good.payload from memory_wal good
            where good.memory = '{{FuzzWorld.Letters}}' and good.seq = 1 and bad.memory = good.memory
                and bad.last_error is not null;
            insert into memory_wal (tenant, memory, seq, id, type, schema_version, payload)
            select 'default', '{{FuzzWorld.Letters}}', (select max(seq) from memory_wal
                where memory = '{{FuzzWorld.Letters}}') + n, gen_random_uuid(), 'memory.block-changed', 1, '{"value":5}'
            from generate_series(1, {{LettersAtOnce}}) n
            """);
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Http?.Dispose();
        await Gateway.DisposeAsync();
        if (_pds is not null)
            await _pds.DisposeAsync();
        if (_receiver is not null)
            await _receiver.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    // Nothing waits for these, so they are answered in any order.
    private async Task AskForApprovals()
    {
        await using var command = Gateway.Rows.CreateCommand(
            $$"""
            insert into approval (tenant, id, action, agent, subject, act_hash, arguments, arguments_hash, risk, reason,
                who, allows_at_end,
                                  requested_by, deadline, due_at)
            select 'default', gen_random_uuid(), 'tool.execute', '{{FuzzWorld.Agents[0]}}', 'tool/calculate',
                sha256(n::text::bytea), '{}',
                   sha256(''::bytea), 'low', 'It is a test.', '{}', false, 'agent/fuzz', now() + interval '1 day',
                       now() + interval '1 day'
            from generate_series(1, {{Approvals}}) n
            """);
        await command.ExecuteNonQueryAsync();
    }

    // The user 'admin' is given a new password by some of the requests; this admin is left alone.
    private async Task SignIn()
    {
        var machineKey = await File.ReadAllTextAsync(Gateway.MachineKeyFile);
        World.Learn("machine key", machineKey);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/users/reset-admin");
        request.Headers.Add("X-Machine-Key", machineKey);
        using var reset = await Http.SendAsync(request);
        var oneTime = (await reset.ShouldBe(200)).Text("oneTimePassword");
        var first = await TokenOf("admin", oneTime);
        using var changed = await Send(
            first, HttpMethod.Put, "/api/users/me/password",
            new JsonObject { ["currentPassword"] = oneTime, ["newPassword"] = RightAccessCalls.Password });
        await changed.ShouldBe(204);
        foreach (var name in RightAccessCalls.Managed.Concat(RightAccessCalls.Changers).Append(RightAccessCalls.Guest))
            await CreateUser(first, name, "viewer");
        await CreateUser(first, "boss", "admin");
        var token = await TokenOf("boss", RightAccessCalls.Password);
        World.Learn("admin token", token);
        World.Learn("admin token", token);
        using var key = await Send(
            token, HttpMethod.Post, "/v1/keys",
            new JsonObject { ["name"] = "fuzz", ["permissions"] = new JsonArray("*:*") });
        Key = (await key.ShouldBe(201)).Text("secret");
        World.Learn("admin key", Key);
        // For requests that bring no other.
        Http.DefaultRequestHeaders.Authorization = new("Bearer", Key);
        await Consent(token);
        await RightFactorCalls.Prepare(Gateway.Services.GetRequiredService<IGrainFactory>(), World);
    }

    // What the guest allowed a client, to be listed and ended.
    private async Task Consent(string token)
    {
        using var created = await Send(
            token, HttpMethod.Post, "/v1/oauth/clients",
            new JsonObject
            {
                ["name"] = "fuzz",
                ["kind"] = "public",
                ["redirectUris"] = new JsonArray("http://127.0.0.1/back"),
            });
        var clientId = (await created.ShouldBe(201))["client"]!.Text("clientId");
        var oauth = Gateway.Services.GetRequiredService<IGrainFactory>().GetGrain<IOAuthGrain>("default/oauth");
        for (var i = 0; i < Consents; i++)
            World.Learn("consent", $"{(await oauth.GiveConsent(clientId, RightAccessCalls.Guest, ["agents:read"])).Id}");
    }

    private async Task CreateUser(string token, string username, string role)
    {
        using var created = await Send(
            token, HttpMethod.Post, "/api/users",
            new JsonObject
            {
                ["username"] = username,
                ["password"] = RightAccessCalls.Password,
                ["roles"] = new JsonArray(role),
            });
        await created.ShouldBe(201);
    }

    private async Task<string> TokenOf(string username, string password)
    {
        using var answer = await Http.PostAsync("/api/users/login", RunningGateway.Json(
            new JsonObject { ["username"] = username, ["password"] = password }.ToJsonString()));
        return (await answer.ShouldBe(200)).Text("access_token");
    }

    private Task<HttpResponseMessage> Send(string token, HttpMethod method, string path, JsonObject body)
    {
        var request = new HttpRequestMessage(method, path) { Content = RunningGateway.Json(body.ToJsonString()) };
        request.Headers.Authorization = new("Bearer", token);
        return Http.SendAsync(request);
    }

    private async Task CreateAgent(string name)
    {
        using var response = await Http.PostAsync("/v1/agents", RunningGateway.Yaml(
            $$"""
            name: {{name}}
            capabilities: { model: scripted/any }
            memory_blocks:
              notes: { label: label-0, value: "Nothing yet.", limit: 20000 }
            """));
        await response.ShouldBe(201);
    }

    private async Task ConnectAccounts()
    {
        var bird = _pds.AddAccount(FuzzWorld.Bird);
        for (var n = 0; n < Mentions; n++)
            World.Learn("mention", _pds.Mention(bird, $"@bird.test hello {n}"));
        await Connect(
            "bluesky", FuzzWorld.Bird, new JsonObject { ["identifier"] = bird.Handle, ["password"] = "password" },
            new JsonObject { ["service"] = $"{_pds.Url}" });
        foreach (var name in FuzzWorld.Chats)
            await Connect("webchat", name, null, null);
        await Connect(
            "webchat", FuzzWorld.Bridge, new JsonObject { ["adminKey"] = FuzzWorld.AdminKey },
            new JsonObject { ["bridge"] = new JsonObject() });
        foreach (var name in FuzzWorld.Hooks)
            await Connect(
                "webhook", name, new JsonObject { ["secret"] = FuzzWorld.Secret },
                new JsonObject { ["url"] = $"{_receiver.Url}" });
        // It answers 400 before a login.
        await Connect(
            "webhook", FuzzWorld.BrokenHook, new JsonObject { ["secret"] = FuzzWorld.Secret },
            new JsonObject { ["url"] = $"{_pds.Url}xrpc/nothing" });
    }

    private async Task Connect(string platform, string account, JsonObject? credentials, JsonObject? settings)
    {
        var body = new JsonObject { ["account"] = account, ["agent"] = FuzzWorld.Agents[0] };
        if (credentials is not null)
            body["credentials"] = credentials;
        if (settings is not null)
            body["settings"] = settings;
        using var response = await Http.PostAsync($"/v1/platforms/{platform}/accounts", RunningGateway.Json(body.ToJsonString()));
        await response.ShouldBe((int)HttpStatusCode.Created);
    }
}
