using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Sanctum.Publishing;

namespace Sanctum.Platforms.Conformance;

/// <summary>An adapter that keeps a connection open.</summary>
internal sealed class StreamedSubject(PlatformHost host, string account, StreamedSubject.Adapter adapter) : IConformingPlatform
{
    public PlatformHost Host => host;

    public string Account => account;

    public IPlatformAccountGrain Grain => host.Grains.GetGrain<IPlatformAccountGrain>($"default/streamed/{account}");

    public static async Task<IConformingPlatform> Start()
    {
        var adapter = new Adapter();
        var host = await PlatformHost.Start(adapter);
        var subject = new StreamedSubject(host, await host.NewAgent(), adapter);
        await subject.Grain.Connect(new AccountConnection(subject.Account, Credentials: null));
        return subject;
    }

    public async Task<int> Happen()
    {
        var wrong = WrongNotifications.Unreadable();
        var id = Guid.NewGuid();
        PlatformNotification?[] page =
            [WrongNotifications.Good($"{id}-1", "first"), .. wrong, .. WrongNotifications.Odd(),
                WrongNotifications.Good($"{id}-2", "last") with { ThreadKey = "t2" }];
        await adapter.Pages.Writer.WriteAsync(new NotificationPage([.. page!], $"{id}"));
        return wrong.Length;
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    internal sealed class Adapter : IStreamedPlatform
    {
        public Channel<NotificationPage> Pages { get; } = Channel.CreateUnbounded<NotificationPage>();

        public string Platform => "streamed";

        public PlatformCapabilities Capabilities { get; } = new(1_000, TextUnit.Utf16, IdempotentPosts: true);

        public async IAsyncEnumerable<NotificationPage> ListenAsync(
            PlatformAccount account, string? cursor, DateTimeOffset since,
            [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            // A list that was never made, as a careless adapter answers it.
            yield return new NotificationPage(default, cursor);
            await foreach (var page in Pages.Reader.ReadAllAsync(cancellationToken))
                yield return page;
        }

        public Task<PostReceipt> PostAsync(PlatformAccount account, OutboundPost post, CancellationToken cancellationToken) =>
            Task.FromResult(new PostReceipt("1"));
    }
}
