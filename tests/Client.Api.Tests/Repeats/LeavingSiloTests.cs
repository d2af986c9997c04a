using System.Collections.Concurrent;
using Sanctum.Testing;
using Sanctum.Tests;

namespace Sanctum.Repeats;

public sealed class LeavingSiloTests
{
    private const int Agents = 8;

    [Fact]
    public async Task A_silo_that_is_asked_to_stop_fails_no_request_and_leaves_no_work()
    {
        var stays = new RunningGateway();
        var leaves = new RunningGateway();
        try
        {
            await stays.Start();
            await leaves.Join(stays);
            var agents = new List<string>();
            for (var i = 0; i < Agents; i++)
                agents.Add(await stays.CreateAgent());
            var failures = new ConcurrentBag<string>();
            var answered = 0;
            using var end = new CancellationTokenSource();

            var load = Task.WhenAll(agents.Select(agent => Task.Run(async () =>
            {
                while (!end.IsCancellationRequested)
                {
                    await Note(stays.Send(agent, new { text = "hello" }));
                    await Note(stays.Http.GetAsync($"/v1/agents/{agent}/queue"));
                }
            })));
            await Eventually.True(() => Task.FromResult(Volatile.Read(ref answered) > 200));
            await leaves.Stop();
            var before = Volatile.Read(ref answered);
            await Eventually.True(() => Task.FromResult(Volatile.Read(ref answered) > before + 200));
            await end.CancelAsync();
            await load;

            Assert.Empty(failures);
            await Eventually.True(async () => await Open(stays) == 0);

            async Task Note(Task<HttpResponseMessage> request)
            {
                using var response = await request;
                if (!response.IsSuccessStatusCode)
                    failures.Add($"{(int)response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
                Interlocked.Increment(ref answered);
            }
        }
        finally
        {
            await leaves.DisposeAsync();
            await stays.DisposeAsync();
        }
    }

    private static async Task<long> Open(RunningGateway gateway)
    {
        await using var count = gateway.Rows.CreateCommand(
            "select count(*) from queue_item where status in ('new', 'processing')");
        return (long)(await count.ExecuteScalarAsync())!;
    }
}
