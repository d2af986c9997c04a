using Sanctum.Testing;

namespace Sanctum.Approvals;

/// <summary>The same over the end of the process.</summary>
public sealed class RestartApprovalTests
{
    [Fact]
    public async Task What_waits_is_answered_in_the_process_after_and_an_answer_that_nobody_heard_is_heard()
    {
        var host = new ApprovalHost();
        await host.InitializeAsync();
        await using var platform = host.Host;
        var agent = await platform.NewAgent();
        var account = await platform.Connect(agent: agent);
        await host.Ask(agent, "publish.post");
        var mentions = new[] { platform.Platform.Notify(account, "one"), platform.Platform.Notify(account, "two") };
        foreach (var mention in mentions)
            await platform.Ended(account, mention);
        await host.Pending(agent, count: 2);
        var approvals = (await host.List(agent)).Items;

        // As if the process had died between the answer and its waking.
        await platform.Restart(
            "update approval set state = 'approved', answered_by = 'user/ada', answered_at = now(), due_at = now() " +
            $"where id = '{approvals[0].Id}'");
        await Eventually.True(() => Task.FromResult(platform.Platform.Posts.Count == 1));
        await host.Answer(approvals[1].Id);

        await Eventually.True(() => Task.FromResult(platform.Platform.Posts.Count == 2));
        Assert.Equal(2, (await host.List(agent)).Items.Length);
    }
}
