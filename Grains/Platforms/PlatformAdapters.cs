using Microsoft.Extensions.Hosting;

namespace Sanctum.Platforms;

/// <summary>The adapters of this process, by platform. They start and stop with it.</summary>
internal sealed class PlatformAdapters(IEnumerable<IPlatformAdapter> adapters) : IHostedService
{
    private readonly Dictionary<string, IPlatformAdapter> _byPlatform = adapters.ToDictionary(adapter => adapter.Platform, StringComparer.Ordinal);

    public IEnumerable<IPlatformAdapter> All => _byPlatform.Values.OrderBy(adapter => adapter.Platform, StringComparer.Ordinal);

    public IPlatformAdapter? Find(string platform) => _byPlatform.GetValueOrDefault(platform);

    public Task StartAsync(CancellationToken cancellationToken) => Task.WhenAll(All.Select(adapter => adapter.StartAsync(cancellationToken)));

    public Task StopAsync(CancellationToken cancellationToken) => Task.WhenAll(All.Select(adapter => adapter.StopAsync(cancellationToken)));
}
