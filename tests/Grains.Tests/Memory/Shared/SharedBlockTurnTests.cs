using Microsoft.Extensions.AI;
using Sanctum.Agents;
using Sanctum.Errors;
using Sanctum.Trust;

namespace Sanctum.Memory;

/// <summary>Shared blocks in the turns of agents.</summary>
[Collection(HostSuite.Name)]
public sealed class SharedBlockTurnTests(SanctumHost host)
{
    private readonly string _label = $"news-{Guid.NewGuid():N}";

    [Fact]
    public async Task Change_by_a_tool_of_one_agent_is_in_the_next_model_call_of_another()
    {
        var (writer, reader) = (await host.NewAgent(), await host.NewAgent());
        await Create("Monday.");
        await Share(writer, BlockRight.Append);
        await Share(reader, BlockRight.Read);
        Assert.Contains("Monday.\n</block>", await PromptOf(reader), StringComparison.Ordinal);

        await CallTool(writer, "memory_append", "Rain.");

        var prompt = await PromptOf(reader);
        Assert.Contains($"<block label=\"{_label}\"", prompt, StringComparison.Ordinal);
        Assert.Contains(" shared=\"read\" version=\"2\"", prompt, StringComparison.Ordinal);
        Assert.Contains("Monday.\nRain.\n</block>", prompt, StringComparison.Ordinal);
        var version = await Block.GetVersion(2);
        Assert.Equal(($"agent/{writer}", MemoryCauseKind.Tool), (version.Author, version.Cause.Kind));
    }

    [Fact]
    public async Task Tool_beyond_the_right_says_why_and_changes_nothing()
    {
        var agent = await host.NewAgent();
        await Create("Monday.");
        await Share(agent, BlockRight.Append);

        var result = await CallTool(agent, "memory_write", "Mine.");

        Assert.Contains($"only read and append to shared block '{_label}'", result, StringComparison.Ordinal);
        Assert.Equal("Monday.", (await Block.Get()).Value);
    }

    [Fact]
    public async Task Tool_that_replaces_a_text_keeps_what_others_changed_or_shows_both_texts()
    {
        var agent = await host.NewAgent();
        await Create("Tea.\nDog.");
        await Share(agent, BlockRight.Write);
        await Block.Edit(new MemoryEdit("c", _label, MemoryEditKind.Write, "Coffee.\nDog.", null, "operator"), null);

        var refused = await CallTool(agent, "memory_write", "Tea.\nCat.");
        var merged = await CallTool(agent, "memory_write", "Tea.\nCat.", version: 1);
        var conflict = await CallTool(agent, "memory_write", "Milk.\nDog.", version: 1);

        Assert.Contains("version: is required to replace the whole text", refused, StringComparison.Ordinal);
        Assert.Contains("Its version is 2", refused, StringComparison.Ordinal);
        Assert.Contains("12 of 5000 characters, version 3", merged, StringComparison.Ordinal);
        Assert.Contains(
            "pass version 3.\nThe text now:\nCoffee.\nCat.\nYour text:\nMilk.\nDog.", conflict, StringComparison.Ordinal);
        Assert.Equal("Coffee.\nCat.", (await Block.Get()).Value);
        Assert.Contains(
            "[shared block, version 3]\nCoffee.", await CallTool(agent, "memory_read", text: null), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Conflict_that_shows_a_text_of_the_web_is_trusted_as_little()
    {
        var agent = await host.NewAgent();
        await Create("Tea.");
        await Share(agent, BlockRight.Write);
        await Block.Edit(
            new MemoryEdit("c", _label, MemoryEditKind.Write, "Coffee.", null, "operator") { Trust = TrustLevel.Web }, null);

        var conflict = await CallTool(agent, "memory_write", "Milk.", version: 1);

        Assert.Contains("The text now:\nCoffee.", conflict, StringComparison.Ordinal);
        Assert.Equal(1, await host.Count(
            $"select count(*) from transcript_entry where role = 'tool' and trust = 4 and content like '%{_label}%Coffee%'"));
    }

    [Fact]
    public async Task Tool_needs_no_version_for_a_block_of_the_agent_and_merges_with_one()
    {
        var agent = await host.NewAgent();
        var memory = host.Grains.GetGrain<IMemoryGrain>($"default/{agent}");

        await CallTool(agent, "memory_write", "Tea.\nDog.");
        await memory.Edit(new MemoryEdit("c", _label, MemoryEditKind.Write, "Coffee.\nDog.", null, "operator"));
        await CallTool(agent, "memory_write", "Tea.\nCat.", version: 1);

        Assert.Equal("Coffee.\nCat.", (await memory.Find(_label))!.Value);
        Assert.Equal("Coffee.\nCat.", await CallTool(agent, "memory_read", text: null));
        await CallTool(agent, "memory_write", "Milk.");
        Assert.Equal("Milk.", (await memory.Find(_label))!.Value);
    }

    [Fact]
    public async Task Share_that_a_retired_agent_was_left_with_ends_when_it_is_restored()
    {
        var agent = await host.NewAgent();
        await Create("Monday.");
        await host.Grains.GetGrain<IAgentGrain>($"default/{agent}").Retire();
        await Share(agent, BlockRight.Write);

        await host.Grains.GetGrain<IAgentGrain>($"default/{agent}").Restore();

        Assert.Empty(await host.Grains.GetGrain<IMemoryGrain>($"default/{agent}").GetBlocks());
        Assert.Empty((await Blocks.ListShares(_label, null, 50)).Items);
    }

    [Fact]
    public async Task Retired_agent_has_no_shares_and_the_block_stays()
    {
        var agent = await host.NewAgent();
        await Create("Monday.");
        await Share(agent, BlockRight.Write);
        await CallTool(agent, "memory_append", "Rain.");

        await host.Grains.GetGrain<IAgentGrain>($"default/{agent}").Retire();

        Assert.Equal("Monday.\nRain.", (await Block.Get()).Value);
        Assert.Empty((await Blocks.ListShares(_label, null, 50)).Items);
        await host.Grains.GetGrain<IAgentGrain>($"default/{agent}").Restore();
        Assert.Empty(await host.Grains.GetGrain<IMemoryGrain>($"default/{agent}").GetBlocks());
        await Assert.ThrowsAsync<NotFoundException>(() => Block.GetFor(agent));
    }

    private ISharedBlockGrain Block => host.Grains.GetGrain<ISharedBlockGrain>($"default/{_label}");

    private ISharedBlocksGrain Blocks => host.Grains.GetGrain<ISharedBlocksGrain>("default/shared-blocks");

    private Task<SharedBlock> Create(string text) => Block.Edit(
        new MemoryEdit("w", _label, MemoryEditKind.Write, text, null, "operator"), isReadOnly: null);

    private Task<BlockShare> Share(string agent, BlockRight right) =>
        host.Grains.GetGrain<IMemoryGrain>($"default/{agent}").Share(_label, right, "operator");

    private async Task<string> PromptOf(string agent)
    {
        var (question, prompt) = ($"What is new, {Guid.NewGuid():N}?", "");
        host.Model.On(question, (messages, _) =>
        {
            prompt = messages[0].Text;
            return Task.FromResult(new ChatResponseUpdate(ChatRole.Assistant, "Nothing."));
        });
        await host.Ended(agent, await host.Send(agent, SanctumHost.NewSession(), question));
        return prompt;
    }

    // Has the model of an agent call a tool on the block; answers what the model was given as its result.
    private async Task<string> CallTool(string agent, string tool, string? text, int? version = null)
    {
        var (question, call, result) = ($"Note it, {Guid.NewGuid():N}.", $"call-{Guid.NewGuid():N}", "");
        var arguments = new Dictionary<string, object?> { ["label"] = _label };
        if (text is not null)
            arguments["text"] = text;
        if (version is not null)
            arguments["version"] = version;
        host.Model.On(question, (messages, _) =>
        {
            var given = messages.SelectMany(message => message.Contents).OfType<FunctionResultContent>().FirstOrDefault();
            result = given?.Result?.ToString() ?? "";
            return Task.FromResult(given is not null
                ? new ChatResponseUpdate(ChatRole.Assistant, "Done.")
                : new ChatResponseUpdate(ChatRole.Assistant, [new FunctionCallContent(call, tool, arguments)]));
        });
        await host.Ended(agent, await host.Send(agent, SanctumHost.NewSession(), question));
        return result;
    }
}
