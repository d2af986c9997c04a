using Sanctum.Testing;

namespace Sanctum.Platforms.Bluesky;

/// <summary>A test on the real network; skipped with the reason where the machine cannot run it.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NetworkFactAttribute : FactAttribute
{
    public NetworkFactAttribute() => Skip = BlueskyNetwork.Unavailable;
}
