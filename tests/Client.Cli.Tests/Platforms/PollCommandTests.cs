using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Sanctum.Errors;
using Sanctum.Platforms;
using Sanctum.Publishing;

namespace Sanctum.Tests.Platforms;

public sealed class PollCommandTests(PollCommandTests.PolledGateway fixture) : IClassFixture<PollCommandTests.PolledGateway>
{
    private readonly string _name = $"poll-{Guid.NewGuid():N}"[..20];

    private RunningGateway Gateway => fixture.Gateway;

    [Fact]
    public async Task A_poll_that_went_well_ends_with_0()
    {
        await Connect();

        var polled = (await Poll()).Json();

        Assert.Equal((0, null), (polled["waiting"]!.GetValue<int>(), (object?)polled["notAsked"]));
    }

    [Fact]
    public async Task A_poll_of_a_platform_that_fails_ends_with_1_and_the_reason()
    {
        await Connect();
        fixture.Platform.Faults[_name] = new DependencyException(PolledPlatform.Name, "is being moved", ErrorClass.Transient);

        var problem = (await Poll()).Problem(1);

        Assert.Equal("urn:sanctum:problem:dependency-failed", problem.Text("type"));
        Assert.Contains("is being moved", problem.Text("detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_poll_of_an_account_that_the_platform_refuses_ends_with_5_then_and_later()
    {
        await Connect();
        fixture.Platform.Faults[_name] = new AccountRefusedException(PolledPlatform.Name, "the account is suspended.");

        Assert.Contains("suspended", (await Poll()).Problem(5).Text("detail"), StringComparison.Ordinal);
        Assert.Contains("suspended", (await Poll()).Problem(5).Text("detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_poll_while_the_queue_is_drained_ends_with_5_and_the_answer_says_that_nobody_was_asked()
    {
        await Connect();
        (await Gateway.Run("queue", "drain", _name, "--reason", "new machine")).ShouldEnd(0);

        var polled = (await Poll()).ShouldEnd(5);
        (await Gateway.Run("queue", "resume", _name)).ShouldEnd(0);

        Assert.Contains("new machine", JsonNode.Parse(polled.Out)!.Text("notAsked"), StringComparison.Ordinal);
        Assert.Contains("new machine", JsonNode.Parse(polled.Error)!.Text("detail"), StringComparison.Ordinal);
        (await Poll()).ShouldEnd(0);
    }

    [Fact]
    public async Task A_recovery_looks_first_and_takes_in_what_was_missed_when_it_is_told_to()
    {
        await Connect();
        var missed = new PlatformNotification(
            $"missed-{_name}", NotificationKind.Mention, new PlatformAuthor("bob", "bob.example"), "hello", "thread", null,
            DateTimeOffset.UtcNow.AddHours(-2));
        fixture.Platform.Past[_name] = missed;

        var seen = (await Gateway.Run("queue", "recover", _name, "--dry-run", "--json")).Json()["items"]!.AsArray();
        var tooShort = (await Gateway.Run("queue", "recover", _name, "--hours", "1", "--execute", "--json"))
            .Json()["items"]!.AsArray();
        var recovered = (await Gateway.Run("queue", "recover", _name, "--hours", "3", "--execute")).ShouldEnd(0).Out;
        var again = (await Gateway.Run("queue", "recover", _name, "--execute", "--json")).Json()["items"]!.AsArray();

        Assert.Equal((1, 0), Counts(seen));
        Assert.Equal((0, 0), Counts(tooShort));
        Assert.Matches($"{PolledPlatform.Name} +{_name} +{_name} +1 +1 +1", recovered);
        Assert.Equal((0, 0), Counts(again));
        (await Gateway.Run("queue", "recover", "nobody-here")).ShouldEnd(4);
        (await Gateway.Run("queue", "recover", _name, "--dry-run", "--execute")).ShouldEnd(2);
        (await Gateway.Run("queue", "recover", _name, "--hours", "0")).ShouldEnd(2);
    }

    [Fact]
    public async Task A_recovery_of_an_account_that_cannot_be_asked_ends_with_the_reason()
    {
        await Connect();
        fixture.Platform.Faults[_name] = new DependencyException(PolledPlatform.Name, "is being moved", ErrorClass.Transient);

        var ended = (await Gateway.Run("queue", "recover", _name, "--json")).ShouldEnd(1);

        Assert.Contains("is being moved", ended.Error, StringComparison.Ordinal);
        var problem = JsonNode.Parse(ended.Out)!["items"]![0]!["problem"]!;
        Assert.Contains("is being moved", problem.Text("detail"), StringComparison.Ordinal);
    }

    private static (int Missed, int TakenIn) Counts(JsonArray items)
    {
        var report = Assert.Single(items)!["report"]!;
        return (report["missed"]!.GetValue<int>(), report["takenIn"]!.GetValue<int>());
    }

    private Task<Ended> Poll() => Gateway.Run("platforms", "poll", PolledPlatform.Name, _name, "--json");

    private async Task Connect()
    {
        using var files = new Folder();
        (await Gateway.Run("agents", "apply", "-f", files.WriteAgent(_name))).ShouldEnd(0);
        (await Gateway.RunWith(
            $$$"""{"agent":"{{{_name}}}","rules":{"pollSeconds":3600}}""",
            "platforms", "connect", PolledPlatform.Name, _name, "-f", "-")).ShouldEnd(0);
    }

    /// <summary>A gateway with a platform that is asked, and that fails as it is told to.</summary>
    public sealed class PolledGateway : IAsyncLifetime
    {
        internal PolledPlatform Platform { get; } = new();

        internal RunningGateway Gateway { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            Gateway = new RunningGateway { AlsoRegister = services => services.AddSingleton<IPlatformAdapter>(Platform) };
            await Gateway.Start();
        }

        public Task DisposeAsync() => Gateway.DisposeAsync();
    }

    internal sealed class PolledPlatform : IPolledPlatform
    {
        public const string Name = "polled";

        public ConcurrentDictionary<string, Exception> Faults { get; } = new();

        public ConcurrentDictionary<string, PlatformNotification> Past { get; } = new();

        public string Platform => Name;

        public PlatformCapabilities Capabilities { get; } = new(300, TextUnit.Utf16, IdempotentPosts: true, Threads: true);

        public Task<NotificationPage> PollAsync(
            PlatformAccount account, string? cursor, DateTimeOffset since, CancellationToken cancellationToken) =>
            Faults.TryGetValue(account.Account, out var fault)
                ? Task.FromException<NotificationPage>(fault)
                : Task.FromResult(new NotificationPage(PastOf(account.Account, since), null));

        private ImmutableArray<PlatformNotification> PastOf(string account, DateTimeOffset since) =>
            Past.TryGetValue(account, out var past) && past.OccurredAt >= since ? [past] : [];

        public Task<PostReceipt> PostAsync(PlatformAccount account, OutboundPost post, CancellationToken cancellationToken) =>
            Task.FromResult(new PostReceipt(post.IdempotencyKey));
    }
}
