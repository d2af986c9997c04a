using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Sanctum.Platforms.Accounts;

namespace Sanctum.Platforms;

public sealed class ProfileCacheTests
{
    private readonly AccountKey _account = new("default", "bluesky", "ada");
    private readonly FakeTimeProvider _clock = new();
    private readonly ProfileCache _cache;
    private int _asked;

    public ProfileCacheTests() =>
        _cache = new ProfileCache(
            Options.Create(new PlatformOptions { ProfileCacheSize = 2, ProfileCacheAge = TimeSpan.FromHours(1) }), _clock);

    [Fact]
    public async Task A_profile_that_is_read_twice_is_one_call_to_the_platform()
    {
        var first = await Read("ann");
        var second = await Read("@ann");

        Assert.Same(first, second);
        Assert.Equal(1, _asked);
    }

    [Fact]
    public async Task A_profile_is_asked_for_again_when_it_is_too_old()
    {
        await Read("ann");
        _clock.Advance(TimeSpan.FromHours(1));

        await Read("ann");

        Assert.Equal(2, _asked);
    }

    [Fact]
    public async Task The_profile_that_was_not_read_for_longest_gives_way()
    {
        await Read("ann");
        await Read("bob");
        await Read("ann");
        await Read("cid");

        await Read("ann");
        Assert.Equal(3, _asked);
        await Read("bob");
        Assert.Equal(4, _asked);
    }

    [Fact]
    public async Task Accounts_see_people_each_by_themselves_and_nobody_is_not_remembered()
    {
        await Read("ann");
        await _cache.Read(_account with { Account = "bea" }, "ann", Ask("ann"));
        Assert.Equal(2, _asked);

        Assert.Null(await _cache.Read(_account, "nobody", () => Task.FromResult<PersonProfile?>(null)));
        Assert.NotNull(await Read("nobody"));
    }

    private Task<PersonProfile?> Read(string person) => _cache.Read(_account, person, Ask(person));

    private Func<Task<PersonProfile?>> Ask(string person) => () =>
    {
        _asked++;
        return Task.FromResult<PersonProfile?>(new PersonProfile(
            new PlatformAuthor(person, person, person, IsBot: null), "", ImmutableDictionary<string, string>.Empty));
    };
}
