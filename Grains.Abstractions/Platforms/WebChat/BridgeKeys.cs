namespace Sanctum.Platforms.WebChat;

/// <summary>The keys of a bridge, as an account's credentials name them.</summary>
public static class BridgeKeys
{
    /// <summary>For the outside program: inbox and outbox.</summary>
    public const string Api = "apiKey";

    /// <summary>For administrators: everything.</summary>
    public const string Admin = "adminKey";

    /// <summary>How long a key must be at least.</summary>
    public const int MinCharacters = 24;
}
