using System.Collections.Concurrent;

namespace Sanctum.Tests.Fuzz;

/// <summary>
/// What there is in the fuzzed system: names that the fuzzer gave, and ids that it learnt from answers, the latest of each kind.
/// Names that are there for good are apart from those that come and go.
/// </summary>
internal sealed class FuzzWorld
{
    public const string Secret = "whsec_QUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJD";
    public const string Plugin = "Fuzzed";
    public const string Letters = "fuzz-letters";
    public const string Bird = "bird";
    public const string BrokenHook = "hook-broken";
    public const string Bridge = "bridge";
    public const string AdminKey = "a-key-for-the-administrator-of-the-bridge";

    /// <summary>How many of <see cref="NewAgents"/> there are from the start.</summary>
    public const int CreatedAgents = 10;

    private const int AgentCount = 20;
    private const int MaxKept = 24;
    private readonly ConcurrentDictionary<string, ConcurrentQueue<string>> _learnt = new();

    /// <summary>Agents that are never retired and whose queues nobody stops.</summary>
    public static string[] Agents { get; } = Names("fuzz", AgentCount);

    /// <summary>Agents that are created, retired and restored, all at once.</summary>
    public static string[] SpareAgents { get; } = Names("spare", 6);

    /// <summary>Agents that there may be.</summary>
    public static string[] NewAgents { get; } = Names("new", 60);

    public static string[] Chats { get; } = Names("chat", 3);

    public static string[] Hooks { get; } = Names("hook", 3);

    /// <summary>Accounts that are connected and disconnected, all at once.</summary>
    public static string[] SpareAccounts { get; } = Names("churn", 6);

    /// <summary>Platforms that are registered and forgotten, all at once.</summary>
    public static string[] RemotePlatforms { get; } = Names("remote", 3);

    /// <summary>Everything that may go away.</summary>
    public static string[] Spares { get; } = [.. SpareAgents, .. SpareAccounts, .. RemotePlatforms, "fuzz-gone"];

    /// <summary>The agent whose conversations are those with this number.</summary>
    public static string AgentOf(int session) => Agents[session % AgentCount];

    /// <summary>Keeps an id; the oldest goes where there are many.</summary>
    public void Learn(string kind, string id)
    {
        var ids = _learnt.GetOrAdd(kind, _ => new());
        ids.Enqueue(id);
        while (ids.Count > MaxKept)
            ids.TryDequeue(out _);
    }

    /// <summary>One of the ids of a kind; null where none is known.</summary>
    public string? Find(string kind, Random random)
    {
        var ids = _learnt.GetValueOrDefault(kind)?.ToArray() ?? [];
        return ids.Length == 0 ? null : ids[^(1 + random.Next(ids.Length))];
    }

    private static string[] Names(string prefix, int count) =>
        [.. Enumerable.Range(1, count).Select(number => $"{prefix}-{number}")];
}
