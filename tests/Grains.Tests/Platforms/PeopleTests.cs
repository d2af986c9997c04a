using Sanctum.Errors;

namespace Sanctum.Platforms;

[Collection(HostSuite.Name)]
public sealed class PeopleTests(SanctumHost host)
{
    private readonly string _platform = $"p-{Guid.NewGuid():N}"[..20];

    private IPeopleGrain People => host.Grains.GetGrain<IPeopleGrain>("default/people");

    [Fact]
    public async Task The_same_person_twice_is_one_profile_and_one_user()
    {
        var both = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => People.GetOrCreate(_platform, "did:1", "ann.example", "Ann")));

        Assert.Single(both.Select(profile => profile.UserId).Distinct());
        Assert.Equal(1, await host.Count($"select count(*) from platform_user where id = '{both[0].UserId}'"));
    }

    [Fact]
    public async Task A_new_handle_is_the_same_person()
    {
        var before = await People.GetOrCreate(_platform, "did:1", "ann.example", "Ann");
        await People.GetOrCreate(_platform, "did:1", "ann.elsewhere", "Ann");

        Assert.Equal(before.UserId, (await People.Get(_platform, "ann.elsewhere")).UserId);
        await Assert.ThrowsAsync<NotFoundException>(() => People.Get(_platform, "ann.example"));
    }

    [Fact]
    public async Task Profiles_that_are_linked_are_one_person_until_they_are_not()
    {
        var here = await People.GetOrCreate(_platform, "1", "ann", "Ann");
        await People.GetOrCreate($"{_platform}-b", "2", "ann2", "Ann");
        await People.GetOrCreate($"{_platform}-c", "3", "ann3", "Ann");
        await People.Link(new ProfileKey($"{_platform}-b", "2"), new ProfileKey($"{_platform}-c", "3"));

        var linked = await People.Link(new ProfileKey(_platform, "1"), new ProfileKey($"{_platform}-c", "3"));
        Assert.Equal(["1", "2", "3"], linked.Select(profile => profile.ProfileId));
        Assert.All(linked, profile => Assert.Equal(here.UserId, profile.UserId));

        var apart = await People.Unlink(new ProfileKey(_platform, "1"));
        Assert.Equal(["2", "3"], (await People.ListProfiles(here.UserId)).Select(profile => profile.ProfileId));
        Assert.Equal(apart.UserId, (await People.Unlink(new ProfileKey(_platform, "1"))).UserId);
    }

    [Fact]
    public async Task Metadata_is_merged_and_bounded()
    {
        await People.GetOrCreate(_platform, "1", "ann", "Ann");
        await People.Change(_platform, "1", """{"city":"Bern","age":3}""", hasOptedOut: null);

        var changed = await People.Change(_platform, "1", """{"age":null}""", hasOptedOut: true);

        Assert.Equal(("""{"city": "Bern"}""", true), (changed.Metadata, changed.HasOptedOut));
        await Assert.ThrowsAsync<InvalidRequestException>(
            () => People.Change(_platform, "1", $$"""{"x":"{{new string('x', 20_000)}}"}""", hasOptedOut: null));
        await Assert.ThrowsAsync<InvalidRequestException>(() => People.Change(_platform, "1", "[]", hasOptedOut: null));
    }

    [Fact]
    public async Task People_are_listed_with_their_profiles_those_met_last_first()
    {
        var ann = (await People.GetOrCreate(_platform, "1", "ann", "Ann")).UserId;
        var bob = (await People.GetOrCreate(_platform, "2", "bob", "Bob")).UserId;
        await People.GetOrCreate($"{_platform}-b", "3", "bob", "Bob");
        await People.Link(new ProfileKey(_platform, "2"), new ProfileKey($"{_platform}-b", "3"));

        var first = await People.List(after: null, limit: 1);
        var rest = await People.List(first.Items[0].Id, limit: 200);

        Assert.Equal(bob, Assert.Single(first.Items).Id);
        Assert.Equal(["2", "3"], first.Items[0].Profiles.Select(profile => profile.ProfileId));
        Assert.Equal(ann, rest.Items[0].Id);
        Assert.Equal("ann", Assert.Single((await People.Find(ann)).Profiles).Handle);
        await Assert.ThrowsAsync<NotFoundException>(() => People.Find(Guid.NewGuid()));
        await Assert.ThrowsAsync<InvalidRequestException>(() => People.List(Guid.NewGuid(), limit: 1));
    }
}
