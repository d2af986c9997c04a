using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Npgsql;
using Sanctum.Crash;
using Sanctum.Testing;

namespace Sanctum.Platforms.Bluesky;

/// <summary>
/// Agents and people on the real network: people write to agents, in new posts, in threads and in quotes, and however often
/// Sanctum is killed and the server stopped, everything is answered once, in its place, as the AppView shows it to anybody.
/// </summary>
internal sealed class BlueskyLife : IAsyncDisposable
{
    private const int Posters = 4;

    // The runs share the machine with others: what is slow is waited for, what stands still is not.
    private static readonly TimeSpan Standstill = TimeSpan.FromMinutes(3);
    private readonly BlueskyNetwork _network;
    private readonly NpgsqlDataSource _rows;
    private readonly string _keyFile = Path.Combine(Path.GetTempPath(), $"sanctum-test-{Guid.NewGuid():N}.key");
    private readonly ConcurrentBag<Question> _questions = [];
    private readonly List<Agent> _agents = [];
    private readonly List<BlueskyPerson> _people = [];

    private BlueskyLife(BlueskyNetwork network, string database)
    {
        (_network, _rows) = (network, NpgsqlDataSource.Create(database));
        Sanctum = new Victim(
            database, ("Sanctum__Bluesky__PlcDirectory", network.Plc.ToString()), ("Sanctum__Secrets__KeyFile", _keyFile),
            ("Sanctum__Bluesky__AllowedNetworks__0", "127.0.0.0/8"), ("Sanctum__Outbox__CircuitPause", "00:00:01"),
            // The whole network is one process, which shares the machine with the rest of the suite.
            ("Sanctum__Bluesky__CallTimeout", "00:01:00"), ("Sanctum__Outbox__PostTimeout", "00:02:00"), (
                "Sanctum__Outbox__MaxConcurrentPosts", "8"),
            ("Sanctum__Platforms__PollRetryMaxDelay", "00:00:01"), ("Sanctum__Platforms__UnavailableWait", "00:00:00.500"));
    }

    public Victim Sanctum { get; }

    public static async Task<BlueskyLife> Begin(int agents, int people)
    {
        var network = await BlueskyNetwork.Shared;
        var server = await PostgresServer.Shared;
        var life = new BlueskyLife(network, await server.CreateDatabase());
        await life.Sanctum.Start();
        foreach (var names in Enumerable.Range(0, people).Select(number => $"p{number}x").Chunk(Posters))
            life._people.AddRange(await Task.WhenAll(names.Select(name => BlueskyPerson.Join(network, name))));
        var accounts = await Task.WhenAll(
            Enumerable.Range(0, agents).Select(number => BlueskyPerson.Join(network, $"agent{number}x")));
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
        Enumerable.Range(0, posts), new ParallelOptions { MaxDegreeOfParallelism = Posters }, async (
            number, _) => await WriteOne(number));

    /// <summary>Kills the process so many times: whenever another part of so many posts is answered.</summary>
    public async Task Kill(int times, int posts)
    {
        for (var kill = 1; kill <= times; kill++)
        {
            await Answered(posts * kill / (times + 1));
            await Sanctum.Kill();
            await Sanctum.Start();
        }
    }

    /// <summary>Takes the server away so many times, and brings it back, while so many posts are answered.</summary>
    public async Task StopServer(int times, int posts)
    {
        for (var stop = 0; stop < times; stop++)
        {
            await Answered((2 * stop + 1) * posts / (2 * times + 1));
            await _network.StopPds();
            await Task.Delay(TimeSpan.FromSeconds(2));
            await _network.StartPds();
        }
    }

    public async Task AssertEverybodyWasAnsweredOnce()
    {
        await Answered(_questions.Count);
        await _network.Settle();
        foreach (var questions in _questions.Chunk(Posters))
            await Task.WhenAll(questions.Select(AssertWasAnsweredOnce));
    }

    public async ValueTask DisposeAsync()
    {
        await Sanctum.DisposeAsync();
        await _rows.DisposeAsync();
        File.Delete(_keyFile);
    }

    /// <summary>Gives the account to a new agent, and writes a first post there.</summary>
    private async Task<Agent> Move(BlueskyPerson account)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await Sanctum.PostUntilAcknowledged(
            "/bluesky", new
            {
                Agent = account.Handle.Split('.')[0],
                Identifier = account.Handle,
                Password = BlueskyPerson.PasswordOf(account.Handle),
                Service = _network.Pds
            }, deadline.Token);
        return new Agent(account, await account.Post("Hello, I am new here."));
    }

    private async Task WriteOne(int number)
    {
        var agent = _agents[number % _agents.Count];
        var person = _people[number % _people.Count];
        var words = string.Join(' ', Enumerable.Range(0, 1 + number % 7)
            .Select(i => Corpus.Words[(number * 5 + i * 3) % Corpus.Words.Length])).Replace("@", "at ", StringComparison.Ordinal);
        var mention = $"@{agent.Account.Handle} {number} {words}";
        var (text, post, root) = (number % 6) switch
        {
            3 => await In(agent.FirstPost, $"{number} {words}"),
            4 when Earlier(agent) is { } earlier => await In(earlier, mention),
            5 => await Quote(agent.FirstPost, $"{number} {words}"),
            _ => (mention, await person.Post(mention, agent.Account), null),
        };
        _questions.Add(new Question(agent.Account, post, root ?? post, text));

        async Task<(string, PostRef, PostRef?)> In(PostRef first, string said) => (
            said, await person.Post(said, agent.Account, new ThreadPlace(first, first)), first);

        async Task<(string, PostRef, PostRef?)> Quote(PostRef quoted, string said) =>
            ($"{said}\n[quotes {quoted.Uri}]", await person.Post(said, agent.Account, quote: quoted), null);
    }

    // What somebody else wrote to the same agent: the thread then has two questions.
    private PostRef? Earlier(Agent agent) =>
        _questions.FirstOrDefault(question => question.Agent == agent.Account && question.Root == question.Post)?.Post;

    /// <summary>Waits until so many posts are answered, as long as the rows show that something moves.</summary>
    private async Task Answered(int count)
    {
        var seen = await Progress();
        for (var movedAt = Stopwatch.GetTimestamp(); seen.Answered < count; await Task.Delay(100))
        {
            _network.ThrowIfEnded();
            var now = await Progress();
            if (now != seen)
                (seen, movedAt) = (now, Stopwatch.GetTimestamp());
            else if (Stopwatch.GetElapsedTime(movedAt) > Standstill)
                throw new TimeoutException($"Nothing moves: {seen}, {count} wanted of {_questions.Count} written. " +
                    $"{await Rows("select string_agg(to_jsonb(a) - 'credentials' || '', E'\n') from platform_account a")} " +
                    $"{Sanctum.Errors}");
        }
    }

    private async Task<Progressed> Progress() => JsonSerializer.Deserialize<Progressed>(await Rows(
        """
        select jsonb_build_object(
            'answered', (select count(*) from outbox where status = 'posted'), 'toPost', (select count(*) from outbox where status in ('pending', 'posting')),
            'queued', (select count(*) from queue_item), 'parked', (select count(*) from outbox where status = 'error'))::text
        """), JsonSerializerOptions.Web)!;

    private async Task<string> Rows(string sql)
    {
        await using var command = _rows.CreateCommand(sql);
        return await command.ExecuteScalarAsync() as string ?? "";
    }

    private async Task AssertWasAnsweredOnce(Question question)
    {
        var answer = Assert.Single(RepliesBy(question.Agent.Did, await _network.Thread(question.Post.Uri)));
        var reply = answer.GetProperty("post").GetProperty("record").GetProperty("reply");
        Assert.Equal(question.Post.Uri, reply.GetProperty("parent").GetProperty("uri").GetString());
        Assert.Equal(question.Root.Uri, reply.GetProperty("root").GetProperty("uri").GetString());
        Assert.Equal(WithoutBlanks($"reply to {question.Text}"), WithoutBlanks(WholeAnswer(answer)));
    }

    /// <summary>An answer with the posts that it goes on in.</summary>
    private static string WholeAnswer(JsonElement answer)
    {
        var text = answer.GetProperty("post").GetProperty("record").GetProperty("text").GetString()!;
        var rest = RepliesBy(AuthorOf(answer), answer);
        return rest.Count == 0 ? text : text + WholeAnswer(Assert.Single(rest));
    }

    private static List<JsonElement> RepliesBy(string? author, JsonElement post) =>
        post.TryGetProperty("replies", out var replies)
            ? [.. replies.EnumerateArray().Where(reply => AuthorOf(reply) == author)]
            : [];

    private static string? AuthorOf(JsonElement node) =>
        node.GetProperty("post").GetProperty("author").GetProperty("did").GetString();

    private static string WithoutBlanks(string text) => string.Concat(text.Where(character => !char.IsWhiteSpace(character)));

    /// <summary>How far the work is, in rows.</summary>
    private sealed record Progressed(int Answered, int ToPost, int Queued, int Parked);

    private sealed record Agent(BlueskyPerson Account, PostRef FirstPost);

    private sealed record Question(BlueskyPerson Agent, PostRef Post, PostRef Root, string Text);
}
