using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Npgsql;
using Sanctum.Testing;

namespace Sanctum.Crash;

/// <summary>
/// Posts of which some are taken, some refused and some of unknown fate, by a process that is killed while it decides where they
/// go.
/// </summary>
public sealed class FallbackCrashTests : IAsyncLifetime
{
    private const int Messages = 120;
    private const int Sessions = 12;
    private const int Kills = 4;
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);

    private readonly ConcurrentDictionary<string, byte> _takenAtHome = new();
    private readonly ConcurrentDictionary<string, byte> _doubtful = new();
    private readonly ConcurrentDictionary<string, string> _takenElsewhere = new();
    private LoopbackReceiver _home = null!;
    private LoopbackReceiver _elsewhere = null!;

    public async Task InitializeAsync()
    {
        (_home, _elsewhere) = (await LoopbackReceiver.Start(), await LoopbackReceiver.Start());
        _home.Answer = AnswerAtHome;
        _elsewhere.Answer = (request, _) =>
        {
            _takenElsewhere.TryAdd(request.Headers["webhook-id"], TextOf(request));
            return Task.CompletedTask;
        };
    }

    public async Task DisposeAsync()
    {
        await _home.DisposeAsync();
        await _elsewhere.DisposeAsync();
    }

    [Fact]
    public async Task Each_post_is_out_in_one_place_however_often_the_process_dies_between_the_two()
    {
        await using var server = await PostgresServer.StartOwn();
        var database = await server.CreateDatabase();
        await CrashLoad.CreateEffectTables(database);
        await using var victim = new Victim(
            database, ("Sanctum__Webhooks__AllowedNetworks__0", "127.0.0.0/8"), ("Sanctum__Outbox__CircuitThreshold", "1000"), (
                "SANCTUM_SECRETS_KEY", Convert.ToBase64String(new byte[32])));
        await victim.Start();
        using var deadline = new CancellationTokenSource(Deadline);
        await victim.PostUntilAcknowledged("/webhooks", new { Account = "elsewhere", _elsewhere.Url }, deadline.Token);
        await victim.PostUntilAcknowledged(
            "/webhooks", new { Account = "home", _home.Url, Fallback = "elsewhere" }, deadline.Token);

        var sending = Task.WhenAll(Enumerable.Range(0, Sessions).Select(async session =>
        {
            for (var i = 0; i < Messages / Sessions; i++)
            {
                var message = new
                {
                    Id = $"m-{session}-{i}",
                    Agent = "home",
                    Session = $"s-{session}",
                    Platform = "webhook",
                    Account = "home",
                };
                await victim.PostUntilAcknowledged("/messages", message, deadline.Token);
                await Task.Delay(Random.Shared.Next(50, 300), deadline.Token);
            }
        }));
        for (var kill = 0; kill < Kills; kill++)
        {
            var seen = _home.Requests.Count;
            await Eventually.True(() => Task.FromResult(sending.IsCompleted || _home.Requests.Count > seen + 5));
            await victim.Kill();
            await victim.Start();
        }
        await sending;

        await using var rows = NpgsqlDataSource.Create(database);
        await Eventually.True(async () => await Count(rows, "status in ('posted', 'error')") == Messages, Deadline);
        Assert.Equal(Messages, await Count(rows, "true"));
        Assert.Empty(_takenAtHome.Keys.Intersect(_takenElsewhere.Keys));
        Assert.Empty(_doubtful.Keys.Intersect(_takenElsewhere.Keys));
        Assert.Equal(
            _takenElsewhere.Count,
            await Count(rows, "status = 'posted' and account = 'elsewhere' and meant_for = 'webhook/home'"));
        Assert.Equal(Messages - _takenElsewhere.Count, await Count(rows, "account = 'home' and meant_for is null"));
        Assert.Equal(_takenElsewhere.Count, _takenElsewhere.Values.Distinct().Count());
        Assert.NotEmpty(_takenElsewhere);
    }

    // Of three posts the first is taken, the second refused, and the third taken without a word and refused when it comes again.
    private Task AnswerAtHome(ReceivedRequest request, HttpContext http)
    {
        var id = request.Headers["webhook-id"];
        switch (TextOf(request).Sum(letter => letter) % 3)
        {
            case 0:
                _takenAtHome.TryAdd(id, 0);
                break;
            case 1:
                http.Response.StatusCode = 403;
                break;
            default:
                http.Response.StatusCode = _doubtful.TryAdd(id, 0) ? 502 : 403;
                break;
        }
        return Task.CompletedTask;
    }

    private static string TextOf(ReceivedRequest request) => JsonNode.Parse(request.Body)!["text"]!.GetValue<string>();

    private static async Task<long> Count(NpgsqlDataSource rows, string condition)
    {
        await using var command = rows.CreateCommand($"select count(*) from outbox where {condition}");
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
