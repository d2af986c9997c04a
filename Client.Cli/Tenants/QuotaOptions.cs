using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;

namespace Sanctum.Tenants;

/// <summary>The options that say what a tenant may have.</summary>
internal sealed class QuotaOptions
{
    private const string None = "none";

    private readonly Option<string?> _agents = Create("--agents", "Agents in service");
    private readonly Option<string?> _users = Create("--users", "Users");
    private readonly Option<string?> _keys = Create("--keys", "API keys that are not revoked");
    private readonly Option<string?> _sessions = Create("--sessions", "Sessions");
    private readonly Option<string?> _memory = Create("--memory-blocks", "Blocks of core memory, of all agents");
    private readonly Option<string?> _messages = Create("--messages-per-minute", "Messages that the API takes in per minute");

    public IEnumerable<Option> All => [_agents, _users, _keys, _sessions, _memory, _messages];

    /// <summary>The quotas that are wanted; what is left out stays as it is.</summary>
    public QuotasShape Read(CommandRun run, QuotasShape known) => new(
        Read(run, _agents, known.Agents), Read(run, _users, known.Users), Read(run, _keys, known.Keys),
        Read(run, _sessions, known.Sessions), Read(run, _messages, known.MessagesPerMinute),
        Read(run, _memory, known.MemoryBlocks));

    private static Option<string?> Create(string name, string what) =>
        new(name) { Description = $"{what}; '{None}' for no quota", HelpName = "count" };

    private static int? Read(CommandRun run, Option<string?> option, int? known) => run.Get(option) switch
    {
        null => known,
        None => null,
        { } text => int.TryParse(text, out var count)
            ? count
            : throw ProblemException.Usage($"{option.Name} '{text}' is neither a number nor '{None}'."),
    };
}
