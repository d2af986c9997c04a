using Sanctum.CrashTest;
using Sanctum.DeadLetters;
using Sanctum.Identity;
using Sanctum.Streams;
using Sanctum.Testing;

namespace Sanctum.Memory;

/// <summary>One host that tries again soon, and whose stream of changes fails when a test says so.</summary>
public sealed class MemoryFixture : IAsyncLifetime
{
    private volatile bool _isStreamBroken;

    public MemoryFixture() => Host = new SanctumHost
    {
        Services = services => services.BreakStreams(name => _isStreamBroken && name == StreamNames.MemoryWal),
    };

    public SanctumHost Host { get; }

    public Task InitializeAsync() => Host.Start(
        ("Sanctum:Memory:MaxAttempts", "3"), ("Sanctum:Memory:RetryBaseDelay", "00:00:00.050"), (
            "Sanctum:Memory:RetryMaxDelay", "00:00:00.200"));

    public Task DisposeAsync() => Host.DisposeAsync();

    internal IDeadLetterGrain Letters => Host.Grains.GetGrain<IDeadLetterGrain>("default/memory.wal.dlq");

    internal IMemoryDirectoryGrain Directory => Host.Grains.GetGrain<IMemoryDirectoryGrain>("default/memories");

    internal static string NewAgent() => $"a-{Guid.NewGuid():N}"[..20];

    internal Task<MemoryBlock> Write(string agent, string text, string label = "notes") =>
        Host.Grains.GetGrain<IMemoryGrain>($"default/{agent}").Edit(
            new MemoryEdit(Guid.NewGuid().ToString(), label, MemoryEditKind.Write, text, null, "test"));

    internal void BreakStream() => _isStreamBroken = true;

    internal void MendStream() => _isStreamBroken = false;

    /// <summary>Puts a change into the log that nobody made.</summary>
    internal Task Inject(string agent, string type, string payload, string due = "now()") => Host.Execute(
        $"""
        insert into memory_wal (tenant, memory, seq, id, type, schema_version, payload, due_at)
        select 'default', '{agent}', coalesce(max(seq), 0) + 1, gen_random_uuid(), '{type}', 1, '{payload}', {due} from memory_wal where memory = '{agent}'
        """);

    /// <summary>A block as the log tells it.</summary>
    internal static string Payload(string agent, string text, string label = "notes") => EventJson.Write(BlockEvents.Changed(
        new GrainKey("default", agent), new MemoryBlock(label, text, "", 100, 1, DateTimeOffset.UtcNow)));

    internal async Task<string?> Replica(string agent, string label = "notes") =>
        (await Directory.ListReplica(agent, null, 200))
            .Items.SingleOrDefault(entry => entry.Entry == $"block/{label}") is { } entry
            ? System.Text.Json.Nodes.JsonNode.Parse(entry.Payload)!["value"]?.GetValue<string>()
            : null;

    /// <summary>Waits until a block is in the replica like this.</summary>
    internal Task Replicated(string agent, string text, string label = "notes") =>
        Eventually.Get(() => Replica(agent, label), value => value == text);

    internal async Task<List<DeadLetter>> LettersOf(string agent) =>
        [.. (await Letters.List(null, 200)).Items.Where(letter => letter.Key == $"default/{agent}")];

    internal async Task<DeadLetter> Letter(string agent) =>
        (await Eventually.Get(() => LettersOf(agent), letters => letters.Count > 0)).Single();
}
