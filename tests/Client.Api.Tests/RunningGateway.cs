using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Sanctum.Access;
using Sanctum.Hosting;
using Sanctum.Models;
using Sanctum.Testing;

namespace Sanctum.Tests;

/// <summary>
/// The whole product in this process, gateway and grains, on a free port and a database for this fixture alone. It asks its
/// callers to sign in; <see cref="Http"/> is an admin's.
/// </summary>
public sealed class RunningGateway : IAsyncLifetime
{
    private WebApplication? _app;
    private int _names;

    /// <summary>Whether it asks nobody to sign in, for tests of what holds for callers that are not known.</summary>
    internal bool IsOpen { get; init; }

    internal ScriptedModel Model { get; } = new();

    /// <summary>Registers more than the product does.</summary>
    internal Action<IServiceCollection>? AlsoRegister { get; init; }

    internal string Database { get; private set; } = "";

    internal HttpClient Http { get; private set; } = new();

    internal string MachineKeyFile { get; } = Path.Combine(Path.GetTempPath(), $"sanctum-machine-{Guid.NewGuid():N}.key");

    internal IServiceProvider Services => _app!.Services;

    internal NpgsqlDataSource Rows => Services.GetRequiredService<NpgsqlDataSource>();

    /// <summary>Requests of nobody.</summary>
    internal HttpClient Nobody { get; private set; } = new();

    internal Uri Address => Http.BaseAddress!;

    /// <summary>The admin's access token, which lasts an hour unless a test has it otherwise.</summary>
    internal string Token { get; private set; } = "";

    public Task InitializeAsync() => Start();

    public async Task DisposeAsync()
    {
        Http.Dispose();
        Nobody.Dispose();
        if (_app is not null)
            await _app.DisposeAsync();
        File.Delete(MachineKeyFile);
    }

    /// <summary>Starts with further settings, such as <c>Sanctum:Gateway:RequestsPerWindow=5</c>.</summary>
    internal async Task<RunningGateway> Start(params string[] settings)
    {
        await StartUnready(await (await PostgresServer.Shared).CreateMigratedDatabase(), settings);
        await BecomesReady();
        return this;
    }

    /// <summary>Starts as a second silo beside <paramref name="first"/>.</summary>
    internal async Task<RunningGateway> Join(RunningGateway first)
    {
        await StartUnready(first.Database);
        await BecomesReady();
        return this;
    }

    /// <summary>Starts on a database and does not wait until it can serve.</summary>
    internal async Task StartUnready(string database, params string[] settings)
    {
        Database = database;
        string[] args =
        [
            $"--SANCTUM_POSTGRES={database}", "--Sanctum:Gateway:Enabled=true", "--Sanctum:Telemetry:TraceCalls=true",
            $"--Sanctum:Access:MachineKeyFile={MachineKeyFile}", "--Sanctum:Access:SignIn:AccessTokenLifetime=01:00:00",
            $"--Sanctum:Access:Required={!IsOpen}",
            "--Sanctum:Gateway:Url=http://127.0.0.1:0", "--Sanctum:QueueHealth:SampleInterval=00:00:01",
            .. OwnCluster.Settings().Select(setting => $"--{setting.Key}={setting.Value}"), .. settings.Select(
                setting => $"--{setting}"),
        ];
        _app = SiloHost.Build(args, ScriptTheModel);
        Started = _app.StartAsync();
        var url = await Eventually.Get(
            () => Task.FromResult(Started.IsFaulted ? Started.Exception!.Message : _app.Urls.FirstOrDefault()),
            found => found is not null);
        var address = new Uri(url!.Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal));
        Http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(60) };
        Nobody = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(60) };
    }

    /// <summary>
    /// Waits until it can serve, and signs in on the machine as the product does, without a request that would count.
    /// </summary>
    internal async Task BecomesReady()
    {
        await Eventually.Get(
            async () =>
            {
                using var answer = await Http.GetAsync("/ready");
                return (answer.IsSuccessStatusCode, Text: await answer.Content.ReadAsStringAsync());
            },
            ready => ready.IsSuccessStatusCode,
            TimeSpan.FromMinutes(2));
        if (IsOpen || Token.Length > 0)
            return;
        var machine = Services.GetRequiredService<IGrainFactory>().GetGrain<IMachineSignInGrain>("default/machine");
        Token = (await machine.SignIn(new Caller("127.0.0.1", "tests"))).AccessToken;
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
    }

    /// <summary>A new client, signed in as the admin.</summary>
    internal HttpClient Client()
    {
        var client = new HttpClient { BaseAddress = Address };
        client.DefaultRequestHeaders.Authorization = Http.DefaultRequestHeaders.Authorization;
        return client;
    }

    /// <summary>Asks the gateway to stop, as SIGTERM does.</summary>
    internal Task Stop() => _app!.StopAsync();

    /// <summary>Completes when every part has started; the listener is there earlier.</summary>
    internal Task Started { get; private set; } = Task.CompletedTask;

    /// <summary>Creates an agent of its own for a test.</summary>
    internal async Task<string> CreateAgent(string model = "scripted/any")
    {
        var name = $"agent-{Interlocked.Increment(ref _names)}";
        using var response = await Http.PostAsync("/v1/agents", Yaml(
            $$"""
            name: {{name}}
            display_name: Test agent
            personality: { core_identity: "I am {agent_name}." }
            capabilities: { model: {{model}} }
            memory_blocks:
              notes: { label: "{agent_name}-notes", value: "Nothing yet.", limit: 1000 }
            """));
        await response.ShouldBe(201);
        return name;
    }

    internal Task<HttpResponseMessage> Send(string agent, object message, string query = "") =>
        Http.PostAsJsonAsync($"/v1/agents/{agent}/messages{query}", message);

    internal async Task<JsonNode> Get(string path)
    {
        using var response = await Http.GetAsync(path);
        return await response.ShouldBe(200);
    }

    private void ScriptTheModel(IServiceCollection services)
    {
        services.AddSingleton<IModelProvider>(Model);
        services.AddLogging(logging => logging.ClearProviders());
        AlsoRegister?.Invoke(services);
    }

    internal static StringContent Yaml(string text) => new(text, Encoding.UTF8, "application/yaml");

    internal static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");
}

/// <summary>The one gateway that most tests share; each has an agent of its own.</summary>
[CollectionDefinition(Name)]
public sealed class SharedGateway : ICollectionFixture<RunningGateway>
{
    public const string Name = "gateway";
}

internal static class Answers
{
    /// <summary>The answer's body, once its status is what is expected.</summary>
    public static async Task<JsonNode> ShouldBe(this HttpResponseMessage response, int status)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True((int)response.StatusCode == status, $"{(int)response.StatusCode}, not {status}: {text}");
        return text.Length == 0 ? new JsonObject() : JsonNode.Parse(text)!;
    }

    /// <summary>The problem's body, once it is a problem of the expected status and name.</summary>
    public static async Task<JsonNode> ShouldRefuse(this HttpResponseMessage response, int status, string code)
    {
        var problem = await response.ShouldBe(status);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal($"urn:sanctum:problem:{code}", problem.Text("type"));
        Assert.Equal(status, problem["status"]!.GetValue<int>());
        Assert.NotEmpty(problem.Text("title"));
        Assert.NotEmpty(problem.Text("detail"));
        Assert.NotEmpty(problem.Text("traceId"));
        Assert.DoesNotContain("   at ", problem.ToJsonString(), StringComparison.Ordinal);
        return problem;
    }

    public static string Text(this JsonNode node, string field) => node[field]!.GetValue<string>();

    public static string[] RefusedFields(this JsonNode problem) =>
        [.. problem["errors"]!.AsArray().Select(error => error!.Text("field"))];
}
