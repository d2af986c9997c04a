using System.Net.Http.Json;
using Sanctum.Testing;

namespace Sanctum.Crash;

/// <summary>The process that erases a person dies while it does.</summary>
public sealed class ErasureCrashTests
{
    private const int Messages = 20_000;
    private const int Kills = 2;

    [Fact]
    public async Task Erasure_that_is_killed_in_its_middle_ends_after_the_restart_and_counts_every_row_once()
    {
        await using var product = await RestartedProduct.Create();
        string erasure;
        await using (var first = product.Start())
        {
            await first.BecomesReady();
            await Fill(product);
            using var person = JsonContent.Create(new { platform = "sandbox", person = "bo" });
            erasure = (await product.Ask(first, HttpMethod.Post, "/v1/erasures", person))["id"]!.GetValue<string>();
            await IsUnderWay(product, Messages);
        }
        for (var kill = 1; kill < Kills; kill++)
        {
            var left = await Left(product);
            await using var next = product.Start();
            await IsUnderWay(product, left);
        }
        Assert.InRange(await Left(product), 1, Messages - 1);

        await using var last = product.Start();
        await last.BecomesReady();
        var done = await Eventually.Get(
            () => product.Ask(last, HttpMethod.Get, $"/v1/erasures/{erasure}"), found => found["endedAt"] is not null,
            TimeSpan.FromMinutes(5));

        var erased = done["erased"]!.AsArray().ToDictionary(
            one => one!["what"]!.GetValue<string>(), one => one!["count"]!.GetValue<long>());
        Assert.Equal((Messages, Messages, 1L), (erased["messages"], erased["transcript entries"], erased["profiles"]));
        Assert.Equal(0, await product.Count("select count(*) from queue_item"));
        Assert.Equal(0, await product.Count("select count(*) from person_trace"));
    }

    private static Task IsUnderWay(RestartedProduct product, long before) =>
        Eventually.True(async () => await Left(product) is var left && left < before && left > 0, TimeSpan.FromMinutes(2));

    private static Task<long> Left(RestartedProduct product) => product.Count("select count(*) from queue_item");

    private static async Task Fill(RestartedProduct product)
    {
        await using var command = product.Rows.CreateCommand(
            $"""
            with person as (insert into platform_user (id, tenant) values (gen_random_uuid(), 'default') returning id),
            profile as (
                insert into platform_profile (tenant, platform, profile_id, user_id, handle, display_name)
                select 'default', 'sandbox', 'bo', id, 'bo', 'Bo' from person),
            listed as (
                insert into session_activity (tenant, session_id, agent, platform, account, author,
                    profile_id, started_at, last_at, last_item)
                select 'default', 's', 'ada', 'sandbox', 'test', 'bo', 'bo', now(), now(), gen_random_uuid()),
            said as materialized (select n, gen_random_uuid() id from generate_series(1, {Messages}) n),
            notified as (
                insert into platform_notification (tenant, platform, account, notification_id, session_id,
                    kind, author_id, mentions, occurred_at)
                select 'default', 'sandbox', 'test', 'n-' || n, 's', 'mention', 'bo', true, now() from said),
            entries as (
                insert into transcript_entry (tenant, session_id, seq, turn_id, step, role, author, content)
                select 'default', 's', n, id, 0, 'user', 'bo', 'hello' from said)
            insert into queue_item (id, tenant, agent, notification_id, session_id, platform, account,
                author, body, occurred_at, status,
                                    finished_at)
            select id, 'default', 'ada', 'n-' || n, 's', 'sandbox', 'test', 'bo', 'hello', now(), 'done', now() from said
            """);
        await command.ExecuteNonQueryAsync();
    }
}
