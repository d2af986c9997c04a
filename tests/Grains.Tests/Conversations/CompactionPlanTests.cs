using Sanctum.Tools;
using Sanctum.Turns;

namespace Sanctum.Conversations;

public sealed class CompactionPlanTests
{
    [Fact]
    public void What_is_left_is_a_conversation_that_every_provider_takes()
    {
        var random = new Random(7);
        for (var round = 0; round < 500; round++)
        {
            var entries = Transcript(random);
            var turn = entries[^1].TurnId;
            var plan = new CompactionPlan(entries, turn, entry => entry.Content.Length);
            var need = random.Next(1, 3_000);

            if (plan.CutEntries(need) is not { } cut)
                continue;
            var compaction = new Compaction(
                1, CompactionMethod.Entries, cut, 0, null, entries[^1].Seq, 0, 0, DateTimeOffset.UnixEpoch)
            {
                TurnId = turn,
            };
            var left = CompactedContext.Of(entries, compaction, turn);

            Assert.Equal(TranscriptRole.User, left[0].Role);
            Assert.Contains(left, entry => CompactedContext.IsPinned(entry, turn));
            Assert.Equal(entries[^1], left[^1]);
            var calls = left.SelectMany(entry => entry.ToolCalls).Select(call => call.CallId);
            Assert.Equal(calls, left.Where(entry => entry.ToolCallId is not null).Select(entry => entry.ToolCallId));
            var saved = plan.Cost - left.Sum(entry => (long)entry.Content.Length);
            Assert.True(saved > 0);
        }
    }

    [Fact]
    public void Fewest_entries_that_make_enough_room_are_left_out()
    {
        var turn = Guid.CreateVersion7();
        TranscriptEntry[] entries =
        [
            Entry(1, Guid.NewGuid(), TranscriptRole.User, 100), Entry(2, Guid.NewGuid(), TranscriptRole.Assistant, 100),
            Entry(3, Guid.NewGuid(), TranscriptRole.User, 100), Entry(4, Guid.NewGuid(), TranscriptRole.Assistant, 100),
            Entry(5, turn, TranscriptRole.User, 1_000),
        ];
        var plan = new CompactionPlan(entries, turn, entry => entry.Content.Length);

        Assert.Equal([2L, 2L, 4L, 4L], new long[] { 1, 200, 201, 9_999 }.Select(need => plan.CutEntries(need)!.Value));
        Assert.Null(new CompactionPlan(entries[4..], turn, _ => 1).CutEntries(1));
        Assert.Equal((null, 0), plan.CutResults(1));
    }

    private static List<TranscriptEntry> Transcript(Random random)
    {
        var entries = new List<TranscriptEntry>();
        var turns = random.Next(1, 8);
        for (var number = 0; number < turns; number++)
        {
            var turn = Guid.CreateVersion7();
            entries.Add(Entry(entries.Count + 1, turn, TranscriptRole.User, random.Next(500)));
            for (var step = random.Next(4); step > 0; step--)
            {
                var calls = Enumerable.Range(0, random.Next(1, 3)).Select(_ => new ToolCall($"{Guid.NewGuid()}", "t", "{}"))
                    .ToArray();
                entries.Add(Entry(entries.Count + 1, turn, TranscriptRole.Assistant, random.Next(50)) with
                {
                    ToolCalls = [.. calls],
                });
                foreach (var call in calls)
                    entries.Add(Entry(entries.Count + 1, turn, TranscriptRole.Tool, random.Next(900)) with
                    {
                        ToolCallId = call.CallId,
                    });
            }
            if (number < turns - 1)
                entries.Add(Entry(entries.Count + 1, turn, TranscriptRole.Assistant, random.Next(500)));
        }
        return entries;
    }

    private static TranscriptEntry Entry(long seq, Guid turn, TranscriptRole role, int length) => new(
        seq, turn, role, "a", new string('x', length), [], null, null, null, null, DateTimeOffset.UnixEpoch);
}
