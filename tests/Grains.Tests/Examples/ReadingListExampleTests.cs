using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;
using Sanctum.Errors;
using Sanctum.Queues;
using Sanctum.Testing;

namespace Sanctum.Examples;

[Collection(HostSuite.Name)]
public sealed partial class ReadingListExampleTests(SanctumHost host)
{
    [Fact]
    public async Task An_agent_puts_a_title_on_its_list_by_the_tool()
    {
        var agent = await host.NewAgent();
        host.Model.On(
            "Put Middlemarch on your list",
            (messages, _) => Task.FromResult(messages.Any(message => message.Role == ChatRole.Tool)
            ? new ChatResponseUpdate(ChatRole.Assistant, "It is there.")
            : new ChatResponseUpdate(ChatRole.Assistant, [new FunctionCallContent(
                "1", "reading_list_add", new Dictionary<string, object?> { ["title"] = "Middlemarch" })])));

        var item = await host.Ended(agent, await host.Send(agent, SanctumHost.NewSession(), "Put Middlemarch on your list"));

        Assert.Equal(QueueItemStatus.Done, item.Status);
        Assert.Equal(
            "Middlemarch", Assert.Single((await host.Grains.GetGrain<IReadingListGrain>($"default/{agent}").Get()).Titles));
    }

    [Fact]
    public async Task The_same_entry_twice_is_one_and_its_row_can_be_read()
    {
        var list = host.Grains.GetGrain<IReadingListGrain>("default/reader");

        await list.Add("1", "Middlemarch");
        var after = await list.Add("1", "Middlemarch");

        Assert.Single(after.Titles);
        Assert.Equal(1, await host.Count(
            """
            select jsonb_array_length(payload->'Entries')::bigint from grain_state
            where state_name = 'example-reading-list' and grain_key = 'default/reader' and payload->'Entries'->0->>'Title' = 'Middlemarch'
            """));
    }

    [Fact]
    public async Task A_title_beyond_the_limit_is_refused_with_the_limit()
    {
        var list = host.Grains.GetGrain<IReadingListGrain>("default/strict-reader");

        var refusal = await Assert.ThrowsAsync<InvalidRequestException>(() => list.Add("1", new string('x', 201)));

        Assert.Contains("1 to 200", refusal.Message, StringComparison.Ordinal);
        Assert.Empty((await list.Get()).Titles);
    }

    [Fact]
    public async Task Code_of_the_documentation_is_code_of_this_example()
    {
        var example = await Read("tests/Grains.Tests/Examples/ReadingListExample.cs");
        var blocks = CodeBlock().Matches(await Read("docs/writing-a-grain.md")).Select(block => block.Groups["code"].Value)
            .ToArray();

        Assert.NotEmpty(blocks);
        Assert.All(blocks, block => Assert.Contains(block, example, StringComparison.Ordinal));
    }

    private static async Task<string> Read(string path) =>
        (await File.ReadAllTextAsync(Path.Combine(Repository.Root, path))).ReplaceLineEndings("\n");

    [GeneratedRegex("^```csharp\n(?<code>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CodeBlock();
}
