using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Sanctum.Errors;
using Sanctum.Publishing;

namespace Sanctum.Platforms;

public sealed class PlatformAdaptersTests
{
    private readonly PlatformAdapters _adapters = new(
        [], Options.Create(new PlatformOptions()), NullLogger<PlatformAdapters>.Instance);

    [Fact]
    public async Task A_platform_is_there_from_its_adapters_arrival_to_its_departure()
    {
        var adapter = new GatedAdapter("one");
        var hosted = new HostedAdapter(adapter);
        var arrival = _adapters.NextArrival;

        await _adapters.Exchange([], [hosted], CancellationToken.None);

        Assert.True(arrival.IsCompleted);
        Assert.Equal("one", Assert.Single(_adapters.All).Platform);
        adapter.Open();
        Assert.Equal("posted by one", await Post());

        await _adapters.Exchange([hosted], [], CancellationToken.None);

        Assert.Empty(_adapters.All);
        Assert.Equal(["start", "post", "stop"], adapter.Calls);
        var missing = await Assert.ThrowsAsync<DependencyException>(Post);
        Assert.Equal(ErrorClass.Transient, missing.Class);
        Assert.NotNull(missing.RetryAfter);
    }

    [Fact]
    public async Task An_adapter_that_is_replaced_ends_its_calls_before_it_is_stopped_while_its_successor_takes_the_next()
    {
        var (old, next) = (new GatedAdapter("one"), new GatedAdapter("one", version: 2));
        var hosted = new HostedAdapter(old);
        await _adapters.Exchange([], [hosted], CancellationToken.None);
        var underWay = Post();

        next.Open();
        var exchange = _adapters.Exchange([hosted], [new HostedAdapter(next)], CancellationToken.None);

        Assert.Equal("posted by one 2", await Post());
        Assert.False(exchange.IsCompleted);
        Assert.DoesNotContain("stop", old.Calls);
        old.Open();
        Assert.Equal("posted by one", await underWay);
        await exchange;
        Assert.Equal(["start", "post", "stop"], old.Calls);
    }

    [Fact]
    public async Task An_adapter_that_does_not_start_changes_nothing()
    {
        var old = new HostedAdapter(new GatedAdapter("one"));
        await _adapters.Exchange([], [old], CancellationToken.None);

        await Assert.ThrowsAsync<InvalidOperationException>(
            () => _adapters.Exchange(
                [old], [new HostedAdapter(new GatedAdapter("one") { IsBroken = true })], CancellationToken.None));

        Assert.NotNull(_adapters.Find("one"));
    }

    [Fact]
    public async Task A_platform_has_one_adapter()
    {
        await _adapters.Exchange([], [new HostedAdapter(new GatedAdapter("one"))], CancellationToken.None);
        var second = new GatedAdapter("one");

        await Assert.ThrowsAsync<ConflictException>(
            () => _adapters.Exchange([], [new HostedAdapter(second)], CancellationToken.None));

        Assert.Equal(["start", "stop"], second.Calls);
    }

    private async Task<string> Post()
    {
        var account = new PlatformAccount("default", "one", "me", PlatformCalls.NoSettings, Session: null);
        var post = new OutboundPost(Guid.NewGuid(), "key", "one", "me", "s", "text", null, null);
        return (await _adapters.Use<IPlatformAdapter, PostReceipt>(
            "one", adapter => adapter.PostAsync(account, post, CancellationToken.None))).PostId;
    }

    /// <summary>Its posts wait until it is opened.</summary>
    private sealed class GatedAdapter(string platform, int version = 1) : IPlatformAdapter
    {
        private readonly TaskCompletionSource _gate = new();

        public string Platform => platform;

        public PlatformCapabilities Capabilities { get; } = new(100, TextUnit.Utf16, NeedsAccount: false);

        public bool IsBroken { get; init; }

        public List<string> Calls { get; } = [];

        public void Open() => _gate.TrySetResult();

        public Task StartAsync(CancellationToken cancellationToken)
        {
            Calls.Add("start");
            return IsBroken ? throw new InvalidOperationException("broken") : Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken)
        {
            Calls.Add("stop");
            return Task.CompletedTask;
        }

        public async Task<PostReceipt> PostAsync(PlatformAccount account, OutboundPost post, CancellationToken cancellationToken)
        {
            Calls.Add("post");
            await _gate.Task;
            return new PostReceipt(version == 1 ? $"posted by {platform}" : $"posted by {platform} {version}");
        }
    }
}
