using Sanctum.Errors;
using Sanctum.Turns;

namespace Sanctum.Queues;

[Collection(HostSuite.Name)]
public sealed class QueueStatisticsTests(SanctumHost host)
{
    [Fact]
    public async Task A_queue_with_six_of_ten_items_in_error_is_critical_and_says_what_failed()
    {
        var agent = await host.NewAgent();
        host.Model.On(
            $"refused {agent}", (_, _) => throw new DependencyException("scripted", "scripted failure", ErrorClass.Permanent));
        for (var i = 0; i < 10; i++)
            await host.Ended(agent, await host.Send(agent, SanctumHost.NewSession(), i < 6 ? $"refused {agent}" : "fine"));
        await host.Admin(agent).Pause("test");
        await host.Send(agent, SanctumHost.NewSession(), "urgent", QueuePriority.High);

        var statistics = await host.Admin(agent).GetStatistics();
        var overview = await host.Grains.GetGrain<IQueueDirectoryGrain>("default/queues").GetHealth(CancellationToken.None);

        var health = statistics.Health;
        Assert.Equal(QueueHealthLevel.Critical, health.Level);
        Assert.Equal(
            (1L, 0L, 4L, 6L, 4L),
            (health.Counts.New, health.Counts.Processing, health.Counts.Done, health.Counts.Error, health.Counts.EndedLately));
        Assert.Equal(new QueueErrorCount(ErrorClass.Permanent, 6), Assert.Single(statistics.Errors));
        Assert.Equal([new QueueAttemptCount(0, 1), new QueueAttemptCount(1, 6)], statistics.Attempts.AsEnumerable());
        Assert.Contains(new QueueGroup("sandbox", QueuePriority.High, QueueItemStatus.New, 1), statistics.Groups);
        Assert.Contains(new QueueGroup("sandbox", QueuePriority.Normal, QueueItemStatus.Error, 6), statistics.Groups);
        Assert.Equal(6, statistics.RecentFailures.Length);
        Assert.All(statistics.Windows, window => Assert.Equal(
            (11L, 4L, 6L, 0.6, 2.0),
            (window.Arrived, window.Done, window.Error, window.ErrorShare, window.PerMinute * window.Length.TotalMinutes / 5)));
        Assert.Equal(health.Counts, overview.Single(queue => queue.Agent == agent).Counts);
    }

    [Fact]
    public async Task What_ended_well_is_counted_only_as_far_as_it_matters_to_a_monitor()
    {
        var agent = await host.NewAgent();
        host.Model.On(
            $"refused {agent}", (_, _) => throw new DependencyException("scripted", "scripted failure", ErrorClass.Permanent));
        for (var i = 0; i < 7; i++)
            await host.Ended(agent, await host.Send(agent, SanctumHost.NewSession(), "fine"));

        Assert.Equal(0, (await Open(agent)).EndedLately);

        await host.Ended(agent, await host.Send(agent, SanctumHost.NewSession(), $"refused {agent}"));

        // Five that ended well make one error the fifth part or less, which is no warning.
        Assert.Equal(5, (await Open(agent)).EndedLately);
        Assert.Equal((7, 1, 5), await Whole(agent));

        async Task<QueueCounts> Open(string name) =>
            (await host.Part<QueueCounters>().CountOpen(
                "default", new QueueHealthOptions { WarningErrorShare = 0.2 }, CancellationToken.None))
                .Single(queue => queue.Agent == name).Counts;

        async Task<(long Done, long Error, long EndedLately)> Whole(string name)
        {
            var counts = (await host.Admin(name).GetHealth()).Counts;
            return (counts.Done, counts.Error, counts.EndedLately);
        }
    }

    [Fact]
    public async Task Answered_items_are_counted_once_however_often_they_are_tallied()
    {
        var agent = await host.NewAgent();
        for (var i = 0; i < 5; i++)
            await host.Ended(agent, await host.Send(agent, SanctumHost.NewSession(), "counted"));
        await host.Execute(
            "update queue_item set finished_at = now() - interval '1 hour' where id in (select id from queue_item " +
            $"where agent = '{agent}' order by position limit 3)");

        for (var i = 0; i < 2; i++)
        {
            await host.Part<QueueCounters>().Tally("default", least: 1, CancellationToken.None);
            Assert.Equal(5, (await host.Admin(agent).GetHealth()).Counts.Done);
        }

        Assert.Equal(3, await host.Count($"select done from queue_tally where agent = '{agent}'"));
    }
}
