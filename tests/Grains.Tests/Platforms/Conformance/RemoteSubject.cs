using Sanctum.Testing;

namespace Sanctum.Platforms.Conformance;

/// <summary>An adapter in a separate process.</summary>
internal sealed class RemoteSubject(PlatformHost host, string account, LoopbackReceiver process) : IConformingPlatform
{
    public PlatformHost Host => host;

    public string Account => account;

    public IPlatformAccountGrain Grain => host.Grains.GetGrain<IPlatformAccountGrain>($"default/board/{account}");

    public static async Task<IConformingPlatform> Start()
    {
        var (host, process) = (await PlatformHost.Start(), await LoopbackReceiver.Start());
        var subject = new RemoteSubject(host, await host.NewAgent(), process);
        await host.Grains.GetGrain<IPlatformDirectoryGrain>("default/platforms").Register(
            "board", new RemoteRegistration(
                process.Url.ToString(), Deliveries.Secret, 4_000, TextUnit.Utf16, true, """{"type":"object"}""", []));
        await subject.Grain.Connect(new AccountConnection(subject.Account, Credentials: null));
        return subject;
    }

    public Task<int> Happen() => Deliveries.Deliver(Grain);

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        await process.DisposeAsync();
    }
}
