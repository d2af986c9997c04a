using Sanctum.Errors;
using Sanctum.Testing;

namespace Sanctum.Memory;

/// <summary>The way of a change from the log over the stream to the replica.</summary>
public sealed class MemoryReplicaTests(MemoryFixture memory) : IClassFixture<MemoryFixture>
{
    private readonly string _agent = MemoryFixture.NewAgent();

    [Fact]
    public async Task Changes_come_to_the_replica_and_nothing_is_left_to_do()
    {
        await memory.Write(_agent, "Likes tea.");
        await memory.Write(_agent, "Ada.", "people");
        await memory.Write(_agent, "Likes coffee.");

        await memory.Replicated(_agent, "Likes coffee.");
        await memory.Replicated(_agent, "Ada.", "people");

        await Eventually.Get(() => memory.Directory.GetLag(_agent), lag => lag.Changes == 0);
        var changes = (await memory.Directory.ListChanges(_agent, 0, 200)).Items;
        Assert.Equal([1L, 2, 3], changes.Select(change => change.Seq));
        Assert.All(changes, change => Assert.True(change is { PublishedAt: not null, ReplicatedAt: not null, LastError: null }));
        Assert.Equal([3L, 2], (await memory.Directory.ListReplica(_agent, null, 200)).Items.Select(entry => entry.Seq));
    }

    [Fact]
    public async Task A_change_whose_event_was_never_sent_is_taken_from_the_log_when_the_next_one_comes()
    {
        await memory.Write(_agent, "Likes tea.");
        await memory.Replicated(_agent, "Likes tea.");
        await memory.Inject(
            _agent, "memory.block-changed", MemoryFixture.Payload(_agent, "Lost.", "lost"), due: "now() + interval '1 hour'");
        await memory.Host.Execute($"update memory_wal set published_at = now() where memory = '{_agent}' and seq = 2");

        await memory.Write(_agent, "Likes coffee.");

        await memory.Replicated(_agent, "Likes coffee.");
        Assert.Equal("Lost.", await memory.Replica(_agent, "lost"));
        Assert.Empty(await memory.LettersOf(_agent));
    }

    [Fact]
    public async Task While_the_stream_fails_changes_stay_in_their_rows_and_go_out_in_order_afterwards()
    {
        memory.BreakStream();
        await memory.Write(_agent, "First.");
        var waiting = await Eventually.Get(
            async () => (await memory.Directory.ListChanges(_agent, 0, 200)).Items[0], change => change.Attempts > 1);
        await memory.Write(_agent, "Second.");
        Assert.Equal((null, null, "The stream is broken."), (waiting.PublishedAt, waiting.ReplicatedAt, waiting.LastError));
        Assert.Equal((2, 2), (await memory.Directory.GetLag(_agent) is var lag ? (lag.Changes, lag.Unpublished) : default));
        Assert.Null(await memory.Replica(_agent));

        memory.MendStream();

        await memory.Replicated(_agent, "Second.");
        var sent = (await memory.Directory.ListChanges(_agent, 0, 200)).Items;
        Assert.True(sent[0].PublishedAt <= sent[1].PublishedAt);
    }

    [Fact]
    public async Task An_event_that_cannot_be_read_is_a_dead_letter_and_the_next_ones_go_on()
    {
        await memory.Write(_agent, "Likes tea.");
        await memory.Inject(_agent, "memory.block-changed", """{"entry": "block/notes", "value": 5}""");
        await memory.Write(_agent, "Ada.", "people");

        await memory.Replicated(_agent, "Ada.", "people");

        var letter = await memory.Letter(_agent);
        Assert.Equal((2L, 1), (letter.Seq, letter.Attempts));
        Assert.Contains("memory.block-changed", letter.Error, StringComparison.Ordinal);
        Assert.Contains("\"value\": 5", letter.Event, StringComparison.Ordinal);
        Assert.Equal("Likes tea.", await memory.Replica(_agent));
    }

    [Fact]
    public async Task A_dead_letter_is_dealt_with_again_once_its_cause_is_mended()
    {
        await memory.Inject(_agent, "memory.block-changed", """{"value": 5}""");
        var letter = await memory.Letter(_agent);
        var refused = await Assert.ThrowsAsync<ConflictException>(() => memory.Letters.Reprocess(letter.Id));
        Assert.Contains("stays a dead letter", refused.Message, StringComparison.Ordinal);
        Assert.Equal(2, (await memory.Letters.Find(letter.Id)).Attempts);

        await memory.Host.Execute(
            $"update memory_wal set payload = '{MemoryFixture.Payload(_agent, "Mended.")}' where memory = '{_agent}'");

        Assert.Equal(DeadLetters.DeadLetterOutcome.Applied, await memory.Letters.Reprocess(letter.Id));
        Assert.Equal("Mended.", await memory.Replica(_agent));
        Assert.Equal(
            0, await memory.Host.Count($"select count(*) from memory_wal where memory = '{_agent}' and last_error is not null"));
        Assert.Empty(await memory.LettersOf(_agent));
        await Assert.ThrowsAsync<NotFoundException>(() => memory.Letters.Reprocess(letter.Id));
    }

    [Fact]
    public async Task A_block_that_was_deleted_is_in_the_replica_as_deleted_and_can_be_written_anew()
    {
        var grain = memory.Host.Grains.GetGrain<IMemoryGrain>($"default/{_agent}");
        await memory.Write(_agent, "Likes tea.");

        await grain.Delete("once", "notes", "test");
        await grain.Delete("once", "notes", "test");

        await Eventually.True(
            async () => (await memory.Directory.ListReplica(_agent, null, 200)).Items is [{ Type: "memory.block-deleted" }]);
        Assert.Empty(await grain.GetBlocks());
        await Assert.ThrowsAsync<NotFoundException>(() => grain.Delete("again", "notes", "test"));
        Assert.Equal(1, await memory.Host.Count(
            $"select count(*) from memory_entry where agent = '{_agent}' and kind = 'delete' and before = 'Likes tea.'"));
        await memory.Write(_agent, "Likes coffee.");
        await memory.Replicated(_agent, "Likes coffee.");
    }

    [Fact]
    public async Task A_dead_letter_never_writes_over_what_came_later()
    {
        await memory.Inject(_agent, "memory.block-changed", """{"value": 5}""");
        var letter = await memory.Letter(_agent);
        await memory.Write(_agent, "Newer.");
        await memory.Replicated(_agent, "Newer.");
        await memory.Host.Execute(
            $"update memory_wal set payload = '{MemoryFixture.Payload(_agent, "Older.")}' where memory = '{_agent}' and seq = 1");

        Assert.Equal(DeadLetters.DeadLetterOutcome.Superseded, await memory.Letters.Reprocess(letter.Id));

        Assert.Equal("Newer.", await memory.Replica(_agent));
        Assert.Empty(await memory.LettersOf(_agent));
    }

    [Fact]
    public async Task A_change_that_the_replica_refuses_is_tried_a_few_times_and_holds_up_no_other_memory()
    {
        var other = MemoryFixture.NewAgent();
        await memory.Host.Execute(
            $"""
            create function refuse_{_agent[2..]}() returns trigger language plpgsql as $$ begin raise exception 'refused by a test'; end $$;
            create trigger refuse_{_agent[2..]} before insert or update on memory_replica for each row
            when (new.memory = '{_agent}' and new.entry = 'block/refused') execute function refuse_{_agent[2..]}();
            """);
        await memory.Write(_agent, "No.", "refused");
        await memory.Write(_agent, "Yes.");
        await memory.Write(other, "Yes.");

        await memory.Replicated(other, "Yes.");
        var letter = await memory.Letter(_agent);
        await memory.Replicated(_agent, "Yes.");

        Assert.Equal((3, "refused by a test"), (letter.Attempts, letter.Error));
        await memory.Host.Execute($"drop trigger refuse_{_agent[2..]} on memory_replica");
        Assert.Equal(DeadLetters.DeadLetterOutcome.Applied, await memory.Letters.Reprocess(letter.Id));
        Assert.Equal("No.", await memory.Replica(_agent, "refused"));
    }

    [Fact]
    public async Task Two_activations_that_take_the_same_change_take_it_once()
    {
        await memory.Write(_agent, "Likes tea.");
        await memory.Replicated(_agent, "Likes tea.");
        var store = memory.Host.Part<MemoryReplicaStore>();
        var key = new Identity.GrainKey("default", _agent);
        Assert.True(MemoryEventReader.TryRead(
            (await memory.Host.Part<MemoryWalStore>().Find(key, 1, CancellationToken.None))!, out var happened, out _));

        Assert.False(await store.Apply(key, 0, happened, CancellationToken.None));

        Assert.Equal(1, (await store.FindPosition(key, CancellationToken.None)).Seq);
    }
}
