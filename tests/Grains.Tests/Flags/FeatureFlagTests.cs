using Sanctum.Errors;
using Sanctum.Testing;

namespace Sanctum.Flags;

/// <summary>Flags of tenants that each test has alone.</summary>
[Collection(HostSuite.Name)]
public sealed class FeatureFlagTests(SanctumHost host)
{
    private readonly string _tenant = $"t-{Guid.NewGuid():N}";

    private IFlagsGrain Flags => host.Grains.GetGrain<IFlagsGrain>($"{_tenant}/flags");

    private IFeatureFlags Known => host.Part<IFeatureFlags>();

    [Fact]
    public async Task Code_that_asks_by_name_sees_each_change_and_has_its_default_otherwise()
    {
        Assert.Equal(
            (false, true), (await Known.IsOn(_tenant, "planner"), await Known.IsOn(_tenant, "planner", otherwise: true)));

        await Flags.Put("planner", isOn: true, "Plans", expectedVersion: null);
        await Eventually.True(async () => await Known.IsOn(_tenant, "planner"));
        await Flags.Put("planner", isOn: false, "Plans", expectedVersion: 1);
        await Eventually.True(async () => !await Known.IsOn(_tenant, "planner", otherwise: true));
        await Flags.Delete("planner", expectedVersion: 2);

        await Eventually.True(async () => await Known.IsOn(_tenant, "planner", otherwise: true));
        Assert.False(await Known.IsOn($"other-{_tenant}", "planner"));
    }

    [Fact]
    public async Task A_flag_has_versions_and_a_change_of_another_one_is_refused()
    {
        var first = await Flags.Put("a", isOn: true, "", expectedVersion: 0);
        var same = await Flags.Put("a", isOn: true, "", expectedVersion: null);
        var second = await Flags.Put("a", isOn: true, "Better", expectedVersion: 1);

        Assert.Equal((1, 1, 2), (first.Version, same.Version, second.Version));
        Assert.Equal(second, await Flags.Find("a"));
        Assert.Equal(second, Assert.Single(await Flags.List()));
        await Assert.ThrowsAsync<ConflictException>(() => Flags.Put("a", isOn: false, "", expectedVersion: 1));
        await Assert.ThrowsAsync<ConflictException>(() => Flags.Delete("a", expectedVersion: 1));
        await Assert.ThrowsAsync<NotFoundException>(() => Flags.Delete("b", expectedVersion: null));
        await Assert.ThrowsAsync<InvalidRequestException>(() => Flags.Put("No such", isOn: false, "", expectedVersion: null));
        await Assert.ThrowsAsync<InvalidRequestException>(
            () => Flags.Put("c", isOn: false, new string('x', 501), expectedVersion: null));
    }

    [Fact]
    public async Task A_tenant_has_at_most_500_flags()
    {
        await Task.WhenAll(Enumerable.Range(0, 500).Select(i => Flags.Put($"f{i}", isOn: true, "", expectedVersion: null)));

        var refused = await Assert.ThrowsAsync<InvalidRequestException>(
            () => Flags.Put("one-more", isOn: true, "", expectedVersion: null));

        Assert.Equal("name: cannot be added: the tenant has 500 flags, the limit.", refused.Message);
        Assert.Equal(2, (await Flags.Put("f7", isOn: false, "", expectedVersion: null)).Version);
    }
}
