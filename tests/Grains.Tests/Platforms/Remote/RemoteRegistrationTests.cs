using Sanctum.Testing;

namespace Sanctum.Platforms.Remote;

public sealed class RemoteRegistrationTests
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    [Fact]
    public async Task A_registration_outlives_the_process_and_its_secret_is_in_no_row_and_no_log_line()
    {
        await using var adapter = await LoopbackReceiver.Start();
        await using var host = await PlatformHost.Start();
        IPlatformDirectoryGrain Platforms() => host.Grains.GetGrain<IPlatformDirectoryGrain>("default/platforms");
        IPlatformAccountGrain Account() => host.Grains.GetGrain<IPlatformAccountGrain>("default/board/ada");
        await Platforms().Register(
            "board",
            new RemoteRegistration(adapter.Url.ToString(), Secret, 4_000, TextUnit.Utf16, true, """{"type":"object"}""", []));
        await Account().Connect(new AccountConnection(await host.NewAgent(), Credentials: null));

        await host.Restart();
        await Eventually.True(async () => (await Platforms().ListPlatforms()).Any(platform => platform.Name == "board"));
        await Account().TakeIn([new PlatformNotification(
            "n1", NotificationKind.Mention, new PlatformAuthor("1", "ann"), "hi", "t", null, DateTimeOffset.UtcNow)]);

        await Eventually.True(() => Task.FromResult(!adapter.Requests.IsEmpty));
        Assert.Equal("/post", adapter.Requests.First().Path);
        Assert.DoesNotContain(
            Secret["whsec_".Length..], await host.Scalar<string>("select p::text from remote_platform p"),
            StringComparison.Ordinal);
        Assert.DoesNotContain(host.Log, line => line.Contains(Secret["whsec_".Length..], StringComparison.Ordinal));
    }
}
