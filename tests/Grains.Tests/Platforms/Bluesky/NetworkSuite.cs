namespace Sanctum.Platforms.Bluesky;

/// <summary>The tests on the real network. They take turns, because some of them take the server away.</summary>
[CollectionDefinition(Name)]
public sealed class NetworkSuite
{
    public const string Name = "bluesky network";
}
