using System.Collections.Concurrent;
using System.Text.Json;
using Npgsql;
using Sanctum.Crash;
using Sanctum.Testing;

namespace Sanctum.Platforms.Bluesky;

/// <summary>
/// Agents and people on the real network: people write to agents, in new posts, in threads and in quotes, and however often Sanctum is
/// killed and the server stopped, everything is answered once, in its place, as the AppView shows it to anybody.
/// </summary>
internal sealed class BlueskyLife : IAsyncDisposable
{
    private const int Posters = 8;
    private readonly BlueskyNetwork _network;
    private readonly string _database;
    private readonly string _keyFile = Path.Combine(Path.GetTempPath(), $"sanctum-test-{Guid.NewGuid():N}.key");
    private readonly ConcurrentBag<Question> _questions = [];
    private readonly List<Agent> _agents = [];
    private readonly List<BlueskyPerson> _people = [];

    private BlueskyLife(BlueskyNetwork network, string database)
    {
        (_network, _database) = (network, database);
        Sanctum = new Victim(
            database, ("Sanctum__Bluesky__PlcDirectory", network.Plc.ToString()), ("Sanctum__Secrets__KeyFile", _keyFile), ("Sanctum__Outbox__CircuitPause", "00:00:01"),
            // The whole network is one process, which shares the machine with the rest of the suite.
            ("Sanctum__Bluesky__CallTimeout", "00:01:00"), ("Sanctum__Outbox__PostTimeout", "00:02:00"), ("Sanctum__Outbox__MaxConcurrentPosts", "8"),
            ("Sanctum__Platforms__PollRetryMaxDelay", "00:00:01"), ("Sanctum__Platforms__UnavailableWait", "00:00:00.500"));
    }

    public Victim Sanctum { get; }

    public static async Task<BlueskyLife> Begin(int agents, int people)
    {
        var network = await BlueskyNetwork.Shared;
        var server = await PostgresServer.Shared;
        var life = new BlueskyLife(network, await server.CreateDatabase());
        await life.Sanctum.Start();
        for (var number = 0; number < people; number++)
            life._people.Add(await BlueskyPerson.Join(network, $"p{number}x"));
        var accounts = new List<BlueskyPerson>();
        for (var number = 0; number < agents; number++)
            accounts.Add(await BlueskyPerson.Join(network, $"agent{number}x"));
        // Everybody is known to the network before anybody writes.
        await network.Settle();
        foreach (var account in accounts)
            life._agents.Add(await life.Move(account));
        await network.Settle();
        foreach (var agent in life._agents)
            await network.Thread(agent.FirstPost.Uri);
        return life;
    }

    /// <summary>Writes so many posts to the agents, through whatever happens to the server meanwhile.</summary>
    public Task Write(int posts) => Parallel.ForEachAsync(
        Enumerable.Range(0, posts), new ParallelOptions { MaxDegreeOfParallelism = Posters }, async (number, _) => await WriteOne(number));

    /// <summary>Kills the process so many times, at random moments.</summary>
    public async Task Kill(int times, TimeSpan within)
    {
        for (var i = 0; i < times; i++)
        {
            await Task.Delay(within / times * (0.5 + Random.Shared.NextDouble() / 2));
            await Sanctum.Kill();
            await Sanctum.Start();
        }
    }

    /// <summary>Takes the server away so many times, and brings it back.</summary>
    public async Task StopServer(int times, TimeSpan within)
    {
        for (var i = 0; i < times; i++)
        {
            await Task.Delay(within / times * Random.Shared.NextDouble());
            await _network.StopPds();
            await Task.Delay(TimeSpan.FromSeconds(2));
            await _network.StartPds();
        }
    }

    public async Task AssertEverybodyWasAnsweredOnce(TimeSpan patience)
    {
        await Eventually.Get(Progress, progress => progress.StartsWith($"answered {_questions.Count}, open 0;", StringComparison.Ordinal), patience);
        await _network.Settle();
        foreach (var question in _questions)
        {
            var replies = (await _network.RepliesTo(question.Post.Uri)).Where(reply => AuthorOf(reply) == question.Agent.Did).ToList();
            var reply = Assert.Single(replies).GetProperty("record").GetProperty("reply");
            Assert.Equal(question.Post.Uri, reply.GetProperty("parent").GetProperty("uri").GetString());
            Assert.Equal(question.Root.Uri, reply.GetProperty("root").GetProperty("uri").GetString());
            Assert.Equal(WithoutBlanks($"reply to {question.Text}"), WithoutBlanks(await WholeAnswer(replies[0])));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Sanctum.DisposeAsync();
        File.Delete(_keyFile);
    }

    /// <summary>Gives the account to a new agent, and writes a first post there.</summary>
    private async Task<Agent> Move(BlueskyPerson account)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await Sanctum.PostUntilAcknowledged(
            "/bluesky", new { Agent = account.Handle.Split('.')[0], Identifier = account.Handle, Password = BlueskyPerson.PasswordOf(account.Handle), Service = _network.Pds }, deadline.Token);
        return new Agent(account, await account.Post("Hello, I am new here."));
    }

    private async Task WriteOne(int number)
    {
        var agent = _agents[number % _agents.Count];
        var person = _people[number % _people.Count];
        var words = string.Join(' ', Enumerable.Range(0, 1 + number % 7).Select(i => Corpus.Words[(number * 5 + i * 3) % Corpus.Words.Length])).Replace("@", "at ", StringComparison.Ordinal);
        var mention = $"@{agent.Account.Handle} {number} {words}";
        var (text, post, root) = (number % 6) switch
        {
            3 => await In(agent.FirstPost, $"{number} {words}"),
            4 when Earlier(agent) is { } earlier => await In(earlier, mention),
            5 => await Quote(agent.FirstPost, $"{number} {words}"),
            _ => (mention, await person.Post(mention, agent.Account), null),
        };
        _questions.Add(new Question(agent.Account, post, root ?? post, text));

        async Task<(string, PostRef, PostRef?)> In(PostRef first, string said) => (said, await person.Post(said, agent.Account, new ThreadPlace(first, first)), first);

        async Task<(string, PostRef, PostRef?)> Quote(PostRef quoted, string said) =>
            ($"{said}\n[quotes {quoted.Uri}]", await person.Post(said, agent.Account, quote: quoted), null);
    }

    // What somebody else wrote to the same agent: the thread then has two questions.
    private PostRef? Earlier(Agent agent) => _questions.FirstOrDefault(question => question.Agent == agent.Account && question.Root == question.Post)?.Post;

    private async Task<string> Progress()
    {
        await using var source = NpgsqlDataSource.Create(_database);
        await using var command = source.CreateCommand(
            """
            select format('answered %s, open %s; accounts: %s', count(*) filter (where status = 'posted'),
                          count(*) filter (where status <> 'posted') + (select count(*) from queue_item where status in ('new', 'processing')),
                          (select string_agg(concat_ws(' ', account, status, polled_at, last_error), ', ') from platform_account))
            from outbox
            """);
        return (string)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>An answer with the posts that it goes on in.</summary>
    private async Task<string> WholeAnswer(JsonElement first)
    {
        var text = first.GetProperty("record").GetProperty("text").GetString()!;
        var rest = (await _network.RepliesTo(first.GetProperty("uri").GetString()!)).Where(reply => AuthorOf(reply) == AuthorOf(first)).ToList();
        return rest.Count == 0 ? text : text + await WholeAnswer(Assert.Single(rest));
    }

    private static string? AuthorOf(JsonElement post) => post.GetProperty("author").GetProperty("did").GetString();

    private static string WithoutBlanks(string text) => string.Concat(text.Where(character => !char.IsWhiteSpace(character)));

    private sealed record Agent(BlueskyPerson Account, PostRef FirstPost);

    private sealed record Question(BlueskyPerson Agent, PostRef Post, PostRef Root, string Text);
}
