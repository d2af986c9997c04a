using System.Net;
using Sanctum.Commands;
using Sanctum.Connection;

namespace Sanctum.Memory;

/// <summary>The blocks of an agent as the gateway has them, and which others are shared with it.</summary>
internal sealed class BlockSource
{
    private readonly CommandRun _run;
    private readonly string _agent;
    private readonly Dictionary<string, KeptBlockShape> _blocks;

    private BlockSource(CommandRun run, string agent, IReadOnlyCollection<KeptBlockShape> blocks)
    {
        (_run, _agent) = (run, agent);
        _blocks = blocks.Where(block => block.Right is null).ToDictionary(block => block.Label, StringComparer.Ordinal);
        Shared = [.. blocks.Where(block => block.Right is not null).Select(block => block.Label)];
    }

    /// <summary>Those that belong to the agent.</summary>
    public IReadOnlyCollection<KeptBlockShape> Blocks => _blocks.Values;

    /// <summary>The labels of blocks that belong to the tenant.</summary>
    public IReadOnlyList<string> Shared { get; }

    public bool Has(string label) => _blocks.ContainsKey(label);

    public static async Task<BlockSource> Read(CommandRun run, string agent)
    {
        var page = await run.Gateway.Get<Page<KeptBlockShape>>(Route.To($"v1/agents/{agent}/memory"), run.Cancellation);
        return new BlockSource(run, agent, page.Value.Items);
    }

    /// <summary>Whether a file holds what its block holds, or what it held at the version that the file was made from.</summary>
    public async Task<bool> IsUnchanged(BlockFile file)
    {
        if (_blocks.TryGetValue(file.Label, out var block))
        {
            if (file.IsSameAs(block.Value, block.Description, block.Limit))
                return true;
            if (file.Version == block.Version)
                return false;
        }
        return file.Version is { } version and > 0 && await FindVersion(file.Label, version) is { Text: { } text } past
            && file.IsSameAs(text, past.Description ?? file.Description, past.Limit ?? file.Limit);
    }

    /// <summary>Sends a block with the version that it was made from.</summary>
    public async Task<KeptBlockShape> Write(BlockFile file) =>
        (await _run.Gateway.Put<KeptBlockShape>(
            Route.To($"v1/agents/{_agent}/memory/{file.Label}"),
            new PushedBlockShape(file.Value, file.Description, file.Limit, file.Version ?? 0), _run.Cancellation)).Value;

    private async Task<PastBlockShape?> FindVersion(string label, int version)
    {
        try
        {
            return (await _run.Gateway.Get<PastBlockShape>(
                Route.To($"v1/agents/{_agent}/memory/{label}/versions/{version}"), _run.Cancellation)).Value;
        }
        catch (ProblemException e) when (e.Problem.Status == (int)HttpStatusCode.NotFound)
        {
            return null;
        }
    }
}
