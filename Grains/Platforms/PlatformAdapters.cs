namespace Sanctum.Platforms;

/// <summary>The adapters of this process, by platform.</summary>
internal sealed class PlatformAdapters(IEnumerable<IPlatformAdapter> adapters)
{
    private readonly Dictionary<string, IPlatformAdapter> _byPlatform = adapters.ToDictionary(adapter => adapter.Platform, StringComparer.Ordinal);

    public IPlatformAdapter? Find(string platform) => _byPlatform.GetValueOrDefault(platform);
}
