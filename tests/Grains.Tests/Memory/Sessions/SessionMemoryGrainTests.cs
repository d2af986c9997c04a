using System.Globalization;
using Sanctum.Errors;
using Sanctum.Identity;
using Sanctum.Retention;
using Sanctum.Storage;
using Sanctum.Testing;

namespace Sanctum.Memory;

/// <summary>Session memory as its grain keeps it.</summary>
[Collection(HostSuite.Name)]
public sealed class SessionMemoryGrainTests(SanctumHost host)
{
    private readonly string _session = $"s-{Guid.NewGuid():N}";

    private ISessionMemoryGrain Memory => host.Grains.GetGrain<ISessionMemoryGrain>($"default/{_session}");

    [Fact]
    public async Task Rows_hold_what_was_saved()
    {
        var saved = await Memory.Save("k", """{ "a" : 1 }""", TimeSpan.FromHours(1), "test");

        Assert.Equal("""{"a":1}""", saved.Value);
        Assert.Equal(saved, await Stored("k"));
        Assert.Equal(saved.SavedAt.AddHours(1), saved.ExpiresAt);
    }

    [Fact]
    public async Task Tenants_have_sessions_of_the_same_id_for_themselves()
    {
        await Memory.Save("k", "1", null, "test");

        Assert.Null(await host.Grains.GetGrain<ISessionMemoryGrain>($"other/{_session}").Load("k"));
        var others = await host.Grains.GetGrain<ISessionMemoriesGrain>("other/session-memories").List(null, 200);
        Assert.DoesNotContain(others.Items, session => session.Session == _session);
    }

    [Fact]
    public async Task Expired_key_is_gone_at_once_and_its_row_soon()
    {
        await host.Execute(
            $"""
            with session as (
                insert into memory_session values ('default', '{_session}', 1, now(), now()) returning *)
            insert into memory_session_value
            select tenant, session, key, '1', 1, 'test', now(), now() + ends
            from session, (values ('kept', interval '1 day'), ('short', interval '-1 second')) keys (key, ends)
            """);

        Assert.Null(await Memory.Load("short"));
        Assert.Equal(["kept"], (await Memory.List(null, 10)).Items.Select(value => value.Key));
        await Assert.ThrowsAsync<NotFoundException>(() => Memory.Delete("short"));
        await host.Grains.GetGrain<IRetentionGrain>("default/retention").Prune();
        Assert.Equal(1, await CountRows());
    }

    [Fact]
    public async Task Key_with_a_time_to_live_is_there_until_then()
    {
        await Memory.Save("k", "1", TimeSpan.FromSeconds(1), "test");

        await Eventually.True(async () => await Memory.Load("k") is null);
    }

    [Fact]
    public async Task Session_whose_last_key_is_deleted_has_no_memory()
    {
        var first = await Memory.Save("k", "1", null, "test");

        await Memory.Delete("k");

        await Assert.ThrowsAsync<NotFoundException>(() => Memory.List(null, 10));
        Assert.Equal(0, await CountSessions());
        var second = await Memory.Save("k", "2", null, "test");
        Assert.True(second.Version > first.Version);
        Assert.Equal(second, await Stored("k"));
    }

    [Fact]
    public async Task Session_whose_last_key_expires_has_no_memory_and_can_be_written_again()
    {
        await Memory.Save("k", "1", TimeSpan.FromSeconds(1), "test");

        await Eventually.True(async () => await Memory.Load("k") is null);
        await Assert.ThrowsAsync<NotFoundException>(() => Memory.List(null, 10));
        await host.Grains.GetGrain<IRetentionGrain>("default/retention").Prune();

        Assert.Equal(0, await CountSessions());
        // The activation has the row still.
        var saved = await Memory.Save("k", "2", null, "test");
        Assert.Equal(saved, await Stored("k"));
    }

    [Fact]
    public async Task Write_of_another_activation_is_not_overwritten()
    {
        var first = await Memory.Save("k", "1", null, "test");
        await ReplaceElsewhere("2");

        var second = await Memory.Save("other", "3", null, "test");

        Assert.Equal(first.Version + 2, second.Version);
        Assert.Equal("2", (await Memory.Load("k"))!.Value);
    }

    [Fact]
    public async Task Value_that_another_activation_replaced_is_saved_again()
    {
        var first = await Memory.Save("k", "1", null, "test");
        await ReplaceElsewhere("2");

        var again = await Memory.Save("k", "1", null, "test");

        Assert.Equal(first.Version + 2, again.Version);
        Assert.Equal(again, await Stored("k"));
        Assert.Equal(again, await Memory.Save("k", "1", null, "test"));
    }

    [Fact]
    public async Task Version_is_never_met_again_after_a_deletion()
    {
        var first = await Memory.Save("k", "1", null, "test");
        await Memory.Clear();

        var second = await Memory.Save("k", "1", null, "test");

        Assert.True(second.Version > first.Version);
    }

    [Fact]
    public async Task Session_has_a_limit_of_keys()
    {
        var options = new SessionMemoryOptions { MaxKeys = 2 };
        var content = SessionContent.None;
        content = content.Apply(content.Plan(
            [new SessionWrite(SessionWriteKind.Save, "a", "1"), new SessionWrite(SessionWriteKind.Save, "b", "1")], "test", Now));
        content.Check(options, "key");

        var more = content.Apply(content.Plan([new SessionWrite(SessionWriteKind.Save, "c", "1")], "test", Now));

        var refused = Assert.Throws<InvalidRequestException>(() => more.Check(options, "key"));
        Assert.Contains("limit is 2", refused.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<InvalidRequestException>(() => Memory.Save("k", "{", null, "test"));
        await Assert.ThrowsAsync<InvalidRequestException>(() => Memory.Save("k", "1", TimeSpan.FromDays(30_000), "test"));
        await Assert.ThrowsAsync<InvalidRequestException>(() => Memory.Save("k", """{"a":1,"a":2}""", null, "test"));
        await Assert.ThrowsAsync<InvalidRequestException>(() => Memory.Save("k", """ "\ud800" """, null, "test"));
        await Assert.ThrowsAsync<InvalidRequestException>(() => Memory.Save("\ud800", "1", null, "test"));
    }

    [Fact]
    public async Task Session_has_a_limit_of_bytes()
    {
        var value = $"\"{new string('x', 60_000)}\"";
        InvalidRequestException? refused = null;
        for (var i = 0; i < 20 && refused is null; i++)
        {
            var key = i.ToString(CultureInfo.InvariantCulture);
            refused = await Record.ExceptionAsync(() => Memory.Save(key, value, null, "test")) as InvalidRequestException;
        }

        Assert.Contains("limit is 1048576", refused!.Message, StringComparison.Ordinal);
        Assert.Equal(17, await CountRows());
    }

    private static DateTimeOffset Now => DateTimeOffset.UtcNow;

    // What the rows hold, without the activation.
    private async Task<SessionValue?> Stored(string key) =>
        (await new SessionMemoryStore(null!, new Database(host.Rows)).Load(new GrainKey("default", _session), default))
            .Find(key, Now);

    private Task ReplaceElsewhere(string value) => host.Execute(
        $"""
        with session as (update memory_session set version = version + 1 where session = '{_session}' returning version)
        update memory_session_value set value = '{value}', version = session.version from session
        where memory_session_value.session = '{_session}'
        """);

    private Task<long> CountSessions() => host.Count($"select count(*) from memory_session where session = '{_session}'");

    private Task<long> CountRows() =>
        host.Count($"select count(*) from memory_session_value where session = '{_session}'");
}
