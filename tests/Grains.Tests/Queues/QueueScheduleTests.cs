using FsCheck;
using FsCheck.Fluent;
using Sanctum.Turns;

namespace Sanctum.Queues;

public sealed class QueueScheduleTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void High_priority_goes_first_then_the_oldest()
    {
        var schedule = new QueueSchedule();
        schedule.Add(Item("a", 1));
        schedule.Add(Item("b", 2));
        schedule.Add(Item("c", 3, QueuePriority.High));

        Assert.Equal([3, 1, 2], Drain(schedule).Select(item => item.Position));
    }

    [Fact]
    public void A_thread_gives_out_one_item_at_a_time_in_order_of_arrival()
    {
        var schedule = new QueueSchedule();
        schedule.Add(Item("a", 1));
        schedule.Add(Item("a", 2, QueuePriority.High));

        Assert.Equal(1, schedule.TakeNext(Now)!.Position);
        Assert.Null(schedule.TakeNext(Now));
        schedule.Free("a");
        Assert.Equal(2, schedule.TakeNext(Now)!.Position);
    }

    [Fact]
    public void An_item_that_is_not_due_holds_its_thread_back_and_no_other()
    {
        var schedule = new QueueSchedule();
        schedule.Add(Item("a", 1) with { DueAt = Now.AddSeconds(5) });
        schedule.Add(Item("a", 2));
        schedule.Add(Item("b", 3));

        Assert.Equal([3], Drain(schedule).Select(item => item.Position));
        Assert.Equal(Now.AddSeconds(5), schedule.NextDue(Now));
    }

    [Fact]
    public void Whatever_comes_in_goes_out_once_and_in_its_threads_order() =>
        Prop.ForAll<List<(byte Thread, bool High)>>(arrivals =>
        {
            var schedule = new QueueSchedule();
            foreach (var (arrival, i) in arrivals.Select((arrival, i) => (arrival, i)))
                schedule.Add(Item($"t{arrival.Thread % 5}", i, arrival.High ? QueuePriority.High : QueuePriority.Normal));
            var taken = new List<ScheduledItem>();
            while (schedule.TakeNext(Now) is { } item)
            {
                taken.Add(item);
                schedule.Free(item.SessionId);
            }
            var inOrder = taken.GroupBy(item => item.SessionId).All(
                thread => thread.Select(item => item.Position).SequenceEqual(thread.Select(item => item.Position).Order()));
            return inOrder && taken.Count == arrivals.Count
                && taken.Select(item => item.Position).Distinct().Count() == arrivals.Count;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_thread_is_as_urgent_as_its_most_urgent_item_until_that_leaves()
    {
        const int Many = 1_000;
        var schedule = new QueueSchedule();
        schedule.Add(Item("few", 0));
        for (var position = 1; position <= Many; position++)
            schedule.Add(Item("many", position));
        var urgent = Item("many", Many + 1, QueuePriority.High);
        schedule.Add(urgent);

        Assert.Equal("many", schedule.TakeNext(Now)!.SessionId);
        schedule.Free("many");
        schedule.Remove(urgent.Id, "many");
        Assert.Equal("few", schedule.TakeNext(Now)!.SessionId);
    }

    private static ScheduledItem Item(string session, long position, QueuePriority priority = QueuePriority.Normal) =>
        new(Guid.NewGuid(), session, position, priority, Now);

    private static IEnumerable<ScheduledItem> Drain(QueueSchedule schedule)
    {
        while (schedule.TakeNext(Now) is { } item)
            yield return item;
    }
}
