using Sanctum.Errors;

namespace Sanctum.Configuration;

/// <summary>Live configurations of tenants that no process follows.</summary>
[Collection(HostSuite.Name)]
public sealed class ConfigurationGrainTests(SanctumHost host)
{
    private const string Depth = "Sanctum:Queue:MaxDepth";

    private readonly IConfigurationGrain _configuration =
        host.Grains.GetGrain<IConfigurationGrain>($"t-{Guid.NewGuid():N}/configuration");

    [Fact]
    public async Task Versions_are_kept_compared_and_put_in_force_again()
    {
        Assert.Equal((0, 0), Describe((await _configuration.Get()).Current));
        var first = await _configuration.Put([new(Depth.ToUpperInvariant(), "500")], "ann", expectedVersion: 0);
        var same = await _configuration.Put([new(Depth, "500")], "bob", expectedVersion: null);
        var second = await _configuration.Put(
            [new(Depth, "600"), new("Logging:LogLevel:Sanctum.Queues", "Debug")], "bob", expectedVersion: 1);

        var third = await _configuration.Restore(1, "cid", expectedVersion: 2);
        var none = await _configuration.Restore(0, "cid", expectedVersion: null);

        Assert.Equal(new LiveSetting(Depth, "500"), Assert.Single(first.Settings));
        Assert.Equal((1, "ann"), (same.Version, same.Actor));
        Assert.Equal(["Logging:LogLevel:Sanctum.Queues", Depth], second.Settings.Select(setting => setting.Name));
        Assert.Equal((3, "cid"), (third.Version, third.Actor));
        Assert.Equal(new LiveSetting(Depth, "500"), Assert.Single(third.Settings));
        Assert.Equal((4, 0), Describe(none));
        Assert.Equal(second.Settings.AsEnumerable(), (await _configuration.Find(2)).Settings.AsEnumerable());
        Assert.Equal([4, 3], (await _configuration.ListVersions(null, 2)).Select(version => version.Version));
        Assert.Equal([2, 1], (await _configuration.ListVersions(3, 10)).Select(version => version.Version));
    }

    [Theory]
    [InlineData(Depth, "0", "settings.Sanctum:Queue:MaxDepth", "must be 1 to 10000000; it is '0'.")]
    [InlineData(Depth, "many", "settings.Sanctum:Queue:MaxDepth", "must be 1 to 10000000; it is 'many'.")]
    [InlineData(
        "Sanctum:Conversation:DeltaInterval", "00:01:00", "settings.Sanctum:Conversation:DeltaInterval",
        "must be 00:00:00 to 00:00:05; it is '00:01:00'.")]
    [InlineData(
        "Sanctum:Gateway:RequestAlgorithm", "Luck", "settings.Sanctum:Gateway:RequestAlgorithm",
        "must be SlidingWindow, TokenBucket; it is 'Luck'.")]
    [InlineData("Logging:LogLevel:Default", "Loud", "settings.Logging:LogLevel:Default", "it is 'Loud'.")]
    [InlineData("Sanctum:Nothing", "1", "settings.Sanctum:Nothing", "there is no such setting.")]
    [InlineData("Sanctum:Queue:Window", "100", "settings.Sanctum:Queue:Window", "cannot be changed while processes run")]
    [InlineData("Sanctum:Secrets:Key", "abc", "settings.Sanctum:Secrets:Key", "cannot be changed while processes run")]
    public async Task A_setting_that_is_wrong_is_refused_with_its_range_and_nothing_changes(
        string name, string value, string field, string message)
    {
        await _configuration.Put([new("Sanctum:Queue:BatchSize", "7")], "ann", expectedVersion: null);

        var refused = await Assert.ThrowsAsync<InvalidRequestException>(
            () => _configuration.Put([new("Sanctum:Queue:BatchSize", "8"), new(name, value)], "ann", expectedVersion: null));

        var error = Assert.Single(refused.Errors);
        Assert.Equal(field, error.Field);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        var kept = (await _configuration.Get()).Current;
        Assert.Equal(new LiveSetting("Sanctum:Queue:BatchSize", "7"), Assert.Single(kept.Settings));
    }

    [Fact]
    public async Task Names_that_are_one_setting_and_too_many_settings_are_refused()
    {
        await Assert.ThrowsAsync<InvalidRequestException>(() => _configuration.Put(
            [new(Depth, "5"), new(Depth.ToUpperInvariant(), "6")], "ann", expectedVersion: null));
        var refused = await Assert.ThrowsAsync<InvalidRequestException>(() => _configuration.Put(
            [.. Enumerable.Range(0, 201).Select(i => new LiveSetting($"Logging:LogLevel:C{i}", "Debug"))], "ann",
            expectedVersion: null));

        Assert.Equal("settings: has 201 settings; at most 200 are allowed.", refused.Message);
    }

    [Fact]
    public async Task A_change_of_another_version_is_refused_and_a_missing_one_is_not_found()
    {
        await _configuration.Put([new(Depth, "5")], "ann", expectedVersion: null);

        await Assert.ThrowsAsync<ConflictException>(() => _configuration.Put([], "ann", expectedVersion: 0));
        await Assert.ThrowsAsync<ConflictException>(() => _configuration.Restore(1, "ann", expectedVersion: 9));
        await Assert.ThrowsAsync<NotFoundException>(() => _configuration.Restore(7, "ann", expectedVersion: null));
        await Assert.ThrowsAsync<NotFoundException>(() => _configuration.Find(7));
    }

    [Fact]
    public async Task A_process_that_follows_is_answered_at_the_change_and_listed_with_what_it_applies()
    {
        var process = new ProcessReport(Guid.NewGuid(), "silo test/1", Known: -1, Applied: 0, Refusal: null);
        var first = await _configuration.Follow(process, CancellationToken.None);
        var next = _configuration.Follow(process with { Known = first.Version }, CancellationToken.None);
        Assert.False(next.IsCompleted);

        await _configuration.Put([new(Depth, "5")], "ann", expectedVersion: null);
        var second = await next;
        using var ended = new CancellationTokenSource();
        var waiting = _configuration.Follow(
            process with { Known = second.Version, Applied = second.Version }, ended.Token);

        Assert.Equal((0, 1), (first.Version, second.Version));
        await Testing.Eventually.Get(
            async () => Assert.Single((await _configuration.Get()).Processes), listed => listed.Applied == 1);
        await ended.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    private static (int Version, int Settings) Describe(ConfigurationVersion version) =>
        (version.Version, version.Settings.Length);
}
