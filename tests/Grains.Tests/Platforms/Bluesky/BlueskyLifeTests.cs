namespace Sanctum.Platforms.Bluesky;

/// <summary>The promise of the platform on the real network, with processes that are killed.</summary>
[Collection(NetworkSuite.Name)]
public sealed class BlueskyLifeTests
{
    [NetworkFact]
    public Task Everybody_is_answered_once_although_the_process_is_killed() =>
        Live(agents: 1, people: 3, posts: 24, kills: 2, stops: 1);

    [NetworkFact, Trait("Category", "Slow")]
    public Task Three_agents_answer_fifty_people_once_through_five_kills_and_two_stops_of_the_server() =>
        Live(agents: 3, people: 50, posts: 300, kills: 5, stops: 2);

    private static async Task Live(int agents, int people, int posts, int kills, int stops)
    {
        await using var life = await BlueskyLife.Begin(agents, people);
        await Task.WhenAll(life.Write(posts), life.Kill(kills, posts), life.StopServer(stops, posts));
        await life.AssertEverybodyWasAnsweredOnce();
    }
}
