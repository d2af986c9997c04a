namespace Sanctum.Platforms.Conformance;

/// <summary>An adapter that is polled, as a plug-in would bring it.</summary>
internal sealed class PolledSubject(PlatformHost host, string account) : IConformingPlatform
{
    public PlatformHost Host => host;

    public string Account => account;

    public IPlatformAccountGrain Grain => host.Account(account);

    public static async Task<IConformingPlatform> Start()
    {
        var host = await PlatformHost.Start();
        return new PolledSubject(host, await host.Connect());
    }

    public Task<int> Happen()
    {
        var wrong = WrongNotifications.Unreadable();
        host.Platform.Notify(account, "first");
        host.Platform.Notify(account, [.. wrong, .. WrongNotifications.Odd()]);
        host.Platform.Notify(account, "last", author: "bo");
        return Task.FromResult(wrong.Length);
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();
}
