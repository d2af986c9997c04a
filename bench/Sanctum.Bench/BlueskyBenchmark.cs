using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Npgsql;
using Sanctum.Agents;
using Sanctum.Hosting;
using Sanctum.Platforms;
using Sanctum.Platforms.Bluesky;
using Sanctum.Publishing;
using Sanctum.Storage;
using Sanctum.Testing;
using Sanctum.Web;

namespace Sanctum.Bench;

/// <summary>
/// Bluesky without its network: how many notifications a second go from the poll to the posted reply, against a stand-in PDS in
/// this process, beside a bare loop that asks and writes one record for each; and what the adapter adds to the two calls that a
/// reply is made of.
/// </summary>
internal sealed class BlueskyBenchmark : IBenchmark
{
    private const int Accounts = 16;
    private const int MentionsPerAccount = 100;
    private const int Posts = 2_000;
    private const int Rounds = 3;

    public string Name => "bluesky";

    public string Summary => "notifications per second from poll to posted reply, and the adapter's own cost per post";

    public async Task Run()
    {
        await using var pds = await LoopbackPds.Start();
        await MeasureFlow(pds);
        await MeasurePosts(pds);
        MeasureText();
    }

    private static async Task MeasureFlow(LoopbackPds pds)
    {
        var server = await PostgresServer.Shared;
        var database = await server.CreateDatabase();
        var builder = Host.CreateApplicationBuilder();
        var keyFile = Path.Combine(Path.GetTempPath(), $"sanctum-bench-{Guid.NewGuid():N}.key");
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?> { ["SANCTUM_POSTGRES"] = database, ["Sanctum:Secrets:KeyFile"] = keyFile });
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        builder.HostGrains();
        using var host = builder.Build();
        await host.StartAsync();
        await host.Services.GetRequiredService<DatabaseReadiness>().Migrated;
        var grains = host.Services.GetRequiredService<IGrainFactory>();
        var accounts = Enumerable.Range(0, Accounts).Select(number => pds.AddAccount($"bench{number}")).ToList();
        foreach (var account in accounts)
            await Connect(grains, pds, account);

        for (var round = 1; round <= Rounds; round++)
        {
            Mention(pds, accounts, round);
            var whole = await PerSecond(() => WaitForPosts(database, round * Accounts * MentionsPerAccount));
            var others = Enumerable.Range(0, Accounts).Select(number => pds.AddAccount($"bare{round}x{number}")).ToList();
            Mention(pds, others, round);
            var bare = await PerSecond(() => Task.WhenAll(others.Select(account => AnswerBare(pds, account))));
            Console.WriteLine(
                $"round {round}: {whole.Rate,7:N0} notifications/s from poll to posted reply, {whole.Cpu,6:N0} us CPU each " +
                $"({Accounts} accounts); bare loops {bare.Rate,7:N0}/s, {bare.Cpu,6:N0} us; ratio {whole.Rate / bare.Rate:N2}");
        }
        await host.StopAsync();
        File.Delete(keyFile);
    }

    /// <summary>Everybody is asked something, well after the process began: what is older would be looked up first.</summary>
    private static void Mention(LoopbackPds pds, List<LoopbackAccount> accounts, int round)
    {
        var at = DateTimeOffset.UtcNow.AddMinutes(5);
        foreach (var account in accounts)
        {
            for (var number = 0; number < MentionsPerAccount; number++)
                pds.Mention(account, $"What is {number} * 7? 👋", $"person{round}x{number}", at.AddMilliseconds(number));
        }
    }

    private static async Task<(double Rate, double Cpu)> PerSecond(Func<Task> answerAll)
    {
        var (started, cpu) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        await answerAll();
        const double Count = Accounts * MentionsPerAccount;
        return (
            Count / Stopwatch.GetElapsedTime(started).TotalSeconds,
            (Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / Count);
    }

    /// <summary>The least that can be done: logs in, reads all pages, and writes one record for each notification.</summary>
    private static async Task AnswerBare(LoopbackPds pds, LoopbackAccount account)
    {
        using var http = new HttpClient { BaseAddress = pds.Url };
        using var login = await http.PostAsJsonAsync(
            "/xrpc/com.atproto.server.createSession", new { identifier = account.Did, password = "password" });
        http.DefaultRequestHeaders.Authorization = new(
            "Bearer", (await login.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("accessJwt").GetString());
        var answered = 0;
        for (var cursor = ""; answered < MentionsPerAccount;)
        {
            var page = await http.GetFromJsonAsync<JsonElement>(
                $"/xrpc/app.bsky.notification.listNotifications?limit=100&priority=false{cursor}");
            foreach (var mention in page.GetProperty("notifications").EnumerateArray())
            {
                await WriteBare(
                    http, account,
                    new StrongRef(mention.GetProperty("uri").GetString()!, mention.GetProperty("cid").GetString()!));
                answered++;
            }
            cursor = $"&cursor={Uri.EscapeDataString(page.GetProperty("cursor").GetString()!)}";
        }
    }

    private static async Task Connect(IGrainFactory grains, LoopbackPds pds, LoopbackAccount account)
    {
        var agent = account.Handle.Split('.')[0];
        await grains.GetGrain<IAgentGrain>($"default/{agent}").Create(new AgentDefinition(
            agent, agent, "", new AgentPersonality("A measuring device."), new AgentCapabilities(Tools: []), []));
        var credentials = new PlatformCredentials(
            ImmutableDictionary<string, string>.Empty.Add("identifier", account.Handle).Add("password", "password"));
        await grains.GetGrain<IPlatformAccountGrain>($"default/{BlueskyAdapter.Name}/{agent}").Connect(
            new AccountConnection(agent, credentials, $$"""{"service":"{{pds.Url}}"}""", """{"pollSeconds":1}"""));
    }

    private static async Task WaitForPosts(string database, int count)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand("select count(*) from outbox where status = 'posted'");
        while ((long)(await command.ExecuteScalarAsync())! < count)
            await Task.Delay(20);
    }

    /// <summary>The adapter's posts and the bare calls take turns, so that both meet the same machine.</summary>
    private static async Task MeasurePosts(LoopbackPds pds)
    {
        var options = Options.Create(new BlueskyOptions { AllowedNetworks = ["127.0.0.0/8"] });
        using var xrpc = new XrpcClient(options, new VettedHttp(), TimeProvider.System);
        var identities = new IdentityResolver(xrpc, options);
        var clients = new BlueskyClients(xrpc, identities, options, TimeProvider.System);
        var adapter = new BlueskyAdapter(new BlueskySessions(xrpc, identities), clients, TimeProvider.System);
        var settings = JsonElement.Parse($$"""{"service":"{{pds.Url}}"}""");
        var person = pds.AddAccount("poster");
        var session = await adapter.LogInAsync(
            new PlatformCredentials(ImmutableDictionary<string, string>.Empty.Add("identifier", person.Did)
                .Add("password", "password")), settings, CancellationToken.None);
        var account = new PlatformAccount("default", BlueskyAdapter.Name, "poster", settings, session);
        using var http = new HttpClient { BaseAddress = pds.Url };
        http.DefaultRequestHeaders.Authorization = new("Bearer", session.AccessToken);

        for (var round = 1; round <= Rounds; round++)
        {
            var mentions = Enumerable.Range(0, 2 * Posts).Select(number => new StrongRef(pds.Mention(person, "hello"), "cid"))
                .ToList();
            var bare = await CostOf(mentions[..Posts], mention => PostBare(http, person, mention));
            var whole = await CostOf(
                mentions[Posts..], mention => adapter.PostAsync(account, Reply(mention), CancellationToken.None));
            Console.WriteLine(
                $"round {round}: a reply {whole.Time,6:N0} us, {whole.Cpu,6:N0} us CPU, {whole.Bytes,8:N0} bytes; " +
                $"its two calls bare {bare.Time,6:N0} us, {bare.Cpu,6:N0} us CPU, {bare.Bytes,8:N0} bytes; " +
                $"the adapter's own {whole.Time - bare.Time,6:N0} us, {whole.Cpu - bare.Cpu,6:N0} us CPU, " +
                $"{whole.Bytes - bare.Bytes,8:N0} bytes");
        }
    }

    private static async Task<Cost> CostOf(List<StrongRef> mentions, Func<StrongRef, Task> post)
    {
        var (started, cpu, bytes) = (
            Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime, GC.GetTotalAllocatedBytes(precise: true));
        foreach (var mention in mentions)
            await post(mention);
        return new Cost(
            Stopwatch.GetElapsedTime(started).TotalMicroseconds / mentions.Count, (Environment.CpuUsage.TotalTime - cpu)
                .TotalMicroseconds / mentions.Count,
            (GC.GetTotalAllocatedBytes(precise: true) - bytes) / mentions.Count);
    }

    private static OutboundPost Reply(StrongRef mention) => new(
        Guid.CreateVersion7(), mention.Uri, BlueskyAdapter.Name, "poster", "session",
        "Hello, that makes 42. 👋 https://example.com/why",
        new ReplyContext(mention, mention, DateTimeOffset.UtcNow).ToJson(), null);

    private static async Task PostBare(HttpClient http, LoopbackAccount person, StrongRef mention)
    {
        using var looked = await http.GetAsync($"/xrpc/app.bsky.feed.getPosts?uris={Uri.EscapeDataString(mention.Uri)}");
        await looked.Content.ReadAsByteArrayAsync();
        await WriteBare(http, person, mention);
    }

    private static async Task WriteBare(HttpClient http, LoopbackAccount person, StrongRef mention)
    {
        var record = new
        {
            text = "Hello, that makes 42. 👋 https://example.com/why",
            reply = new { root = mention, parent = mention },
        };
        using var written = await http.PostAsJsonAsync(
            "/xrpc/com.atproto.repo.putRecord",
            new { repo = person.Did, collection = "app.bsky.feed.post", rkey = $"{Guid.NewGuid():N}", record });
        await written.Content.ReadAsByteArrayAsync();
        written.EnsureSuccessStatusCode();
    }

    private static void MeasureText()
    {
        var text = string.Concat(
            Enumerable.Repeat("A sentence with an émoji 👩‍👩‍👧‍👦, a link https://example.com/a and @somebody.test. ", 12));
        PostSplitter.Split(text, PostLimit.Post);
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < Posts; i++)
            PostSplitter.Split(text, PostLimit.Post);
        Console.WriteLine(
            $"splitting {text.Length} characters with 24 facets: " +
            $"{Stopwatch.GetElapsedTime(started).TotalMicroseconds / Posts,8:N0} us");
    }

    /// <summary>What one post took, in microseconds and bytes; the stand-in runs in this process and is part of it.</summary>
    private sealed record Cost(double Time, double Cpu, long Bytes);
}
