namespace Sanctum.Platforms.Conformance;

/// <summary>What the gateway takes in itself, such as a message that was written on a page of ours.</summary>
internal sealed class PageSubject(PlatformHost host, string account) : IConformingPlatform
{
    public PlatformHost Host => host;

    public string Account => account;

    public IPlatformAccountGrain Grain => host.Account(account);

    public static async Task<IConformingPlatform> Start()
    {
        var host = await PlatformHost.Start();
        return new PageSubject(host, await host.Connect());
    }

    public async Task<int> Happen()
    {
        var wrong = WrongNotifications.Unreadable();
        var id = Guid.NewGuid();
        PlatformNotification?[] page = [
            WrongNotifications.Good($"{id}-1", "first"), .. wrong,
            WrongNotifications.Good($"{id}-2", "last") with { ThreadKey = "t2" }];
        await Grain.TakeIn([.. page!]);
        return wrong.Length;
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();
}
