using Sanctum.Testing;

namespace Sanctum.Queues;

[Collection(HostSuite.Name)]
public sealed class LifelineTests(SanctumHost host)
{
    [Fact]
    public async Task A_queue_that_cannot_be_woken_keeps_nothing_else_from_it()
    {
        var (agent, broken, run) = (await host.NewAgent(), $"broken-{Guid.NewGuid():N}"[..20], Guid.CreateVersion7());
        // The row without a time is one that no queue can read.
        await host.Execute(
            $$"""
            insert into queue_item (id, tenant, agent, notification_id, session_id, platform, account, author, body, occurred_at, due_at)
            select gen_random_uuid(), 'default', '{{broken}}', n, n, 'api', '', 'tester', 'hello', now(), due
            from (values ('overdue', now() - interval '1 hour'), ('unreadable', null)) as item (n, due)
            """);
        try
        {
            await host.Execute(
                $$"""
                insert into tool_request (tenant, id, agent, tool, arguments, requested_by, due_at)
                values ('default', '{{run}}', '{{agent}}', 'calculate', '{"expression":"1+1"}', 'operator/test', now() - interval '1 hour')
                """);

            await Eventually.True(async () =>
                await host.Count($"select count(*) from tool_request where id = '{run}' and finished_at is not null") == 1);
        }
        finally
        {
            await host.Execute($"delete from queue_item where agent = '{broken}'");
        }
    }
}
