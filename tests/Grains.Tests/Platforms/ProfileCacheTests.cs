using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Sanctum.Caching;
using Sanctum.Platforms.Accounts;

namespace Sanctum.Platforms;

[Collection(HostSuite.Name)]
public sealed class ProfileCacheTests(SanctumHost host) : IDisposable
{
    private readonly AccountKey _account = new("default", "bluesky", $"ada-{Guid.NewGuid():N}");
    private readonly List<ProfileCache> _processes = [];
    private int _asked;

    [Fact]
    public async Task A_profile_that_is_read_twice_is_one_call_to_the_platform()
    {
        var process = Start();

        var first = await Read(process, "ann");
        var second = await Read(process, "@ann");

        Assert.Same(first, second);
        Assert.Equal(1, _asked);
    }

    [Fact]
    public async Task A_restarted_process_has_the_profile_in_its_rows()
    {
        var before = await Read(Start(), "ann \0 \"'%");

        var after = await Read(Start(), "ann \0 \"'%");

        Assert.Equal(before!.Author, after!.Author);
        Assert.Equal("7", after.Metadata["posts"]);
        Assert.Equal(1, _asked);
    }

    [Fact]
    public async Task A_row_that_is_too_old_is_not_used_and_is_removed()
    {
        await Read(Start(), "ann");
        await host.Execute($"update profile_cache set read_at = now() - interval '1 hour' where account = '{_account.Account}'");
        var process = Start();

        await Read(process, "bob");
        Assert.Equal(0, await host.Count(
            $"select count(*) from profile_cache where account = '{_account.Account}' and person = 'ann'"));
        await Read(process, "ann");

        Assert.Equal(3, _asked);
    }

    [Fact]
    public async Task What_an_account_read_is_removed_in_every_tier_and_what_others_read_is_not()
    {
        var process = Start();
        var other = _account with { Account = $"bea-{Guid.NewGuid():N}" };
        await Read(process, "ann");
        await process.Read(other, "ann", Ask("ann"));

        await process.Remove(_account);

        await Read(process, "ann");
        Assert.Equal(3, _asked);
        await process.Read(other, "ann", Ask("ann"));
        Assert.Equal(3, _asked);
    }

    [Fact]
    public async Task Nobody_is_not_remembered()
    {
        var process = Start();

        Assert.Null(await process.Read(_account, "nobody", () => Task.FromResult<PersonProfile?>(null)));

        Assert.NotNull(await Read(process, "nobody"));
    }

    public void Dispose() => _processes.ForEach(process => process.Dispose());

    private ProfileCache Start()
    {
        var process = new ProfileCache(
            host.Part<TieredCaches>(), host.Part<ProfileCacheStore>(), Options.Create(new PlatformOptions()),
            TimeProvider.System, NullLogger<ProfileCache>.Instance);
        _processes.Add(process);
        return process;
    }

    private Task<PersonProfile?> Read(ProfileCache process, string person) => process.Read(_account, person, Ask(person));

    private Func<Task<PersonProfile?>> Ask(string person) => () =>
    {
        _asked++;
        return Task.FromResult<PersonProfile?>(new PersonProfile(
            new PlatformAuthor("id", "ann", "Ann", IsBot: null), $"Reads as {person}.",
            ImmutableDictionary<string, string>.Empty.Add("posts", "7")));
    };
}
