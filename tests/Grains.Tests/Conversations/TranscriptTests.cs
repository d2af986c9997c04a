using System.Collections.Immutable;
using Sanctum.Turns;

namespace Sanctum.Conversations;

public sealed class TranscriptTests
{
    private readonly Guid _first = Guid.CreateVersion7();
    private readonly Guid _second = Guid.CreateVersion7();

    [Fact]
    public async Task Message_of_a_turn_that_was_cut_is_read_where_the_tail_lacks_it()
    {
        var turn = CutTurn();
        var transcript = new Transcript(window: 4);

        await transcript.Load([.. turn[2..]], Cut(3), id => Task.FromResult(id == _first ? [.. turn] : ReadNothing));
        transcript.Enter(_second, []);
        transcript.Append(Entry(6, _second, TranscriptRole.User));

        Assert.Equal([1L, 4L, 5L, 6L], Seqs(transcript));
    }

    [Fact]
    public void Message_of_a_turn_that_was_cut_stays_although_it_leaves_the_window()
    {
        var transcript = new Transcript(window: 4);
        transcript.Enter(_first, []);
        foreach (var entry in CutTurn())
            transcript.Append(entry);
        transcript.Compact(Cut(3) with { TurnId = _first });
        Assert.Equal([1L, 4L, 5L], Seqs(transcript));

        transcript.Enter(_second, []);
        transcript.Append(Entry(6, _second, TranscriptRole.User));
        Assert.Equal([1L, 4L, 5L, 6L], Seqs(transcript));
        transcript.Append(Entry(7, _second, TranscriptRole.Assistant));

        Assert.Equal([1L, 4L, 5L, 6L, 7L], Seqs(transcript));
    }

    [Fact]
    public void Turn_that_is_taken_up_again_keeps_the_steps_that_another_turn_left_out()
    {
        var transcript = new Transcript(window: 4);
        transcript.Enter(_second, []);
        foreach (var seq in Enumerable.Range(6, 4))
            transcript.Append(Entry(seq, _second, seq == 6 ? TranscriptRole.User : TranscriptRole.Assistant));
        transcript.Compact(Cut(7) with { TurnId = _second, ResultsThrough = 5 });

        transcript.Enter(_first, [.. CutTurn()]);

        Assert.Equal([1L, 2L, 3L, 4L, 5L, 6L, 8L, 9L], Seqs(transcript));
        Assert.DoesNotContain(transcript.Context(40, 1_000), entry => entry.Content == CompactedContext.LeftOut);
        Assert.True(CompactedContext.KeepsSteps(transcript.Context(40, 1_000), transcript.Compaction, _first));
    }

    private static ImmutableArray<StoredEntry> ReadNothing => [];

    private StoredEntry[] CutTurn() =>
    [
        Entry(1, _first, TranscriptRole.User), Entry(2, _first, TranscriptRole.Assistant), Entry(3, _first, TranscriptRole.Tool),
        Entry(4, _first, TranscriptRole.Assistant), Entry(5, _first, TranscriptRole.Assistant),
    ];

    private static IEnumerable<long> Seqs(Transcript transcript) => transcript.Context(40, 1_000).Select(entry => entry.Seq);

    private static Compaction Cut(long through) => new(
        1, CompactionMethod.Entries, through, 0, null, 5, 0, 0, DateTimeOffset.UnixEpoch);

    private static StoredEntry Entry(long seq, Guid turn, TranscriptRole role) => new(
        new TranscriptEntry(seq, turn, role, "a", "text", [], null, null, null, null, DateTimeOffset.UnixEpoch), (int)seq);
}
