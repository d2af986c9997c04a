namespace Sanctum.Platforms;

/// <summary>Platforms that are always there.</summary>
public static class PlatformNames
{
    /// <summary>The gateway's API: replies are read from the transcript.</summary>
    public const string Api = "api";

    /// <summary>A platform without a network.</summary>
    public const string Sandbox = "sandbox";

    /// <summary>Any system that posts signed JSON in and gets signed JSON out.</summary>
    public const string Webhook = "webhook";

    /// <summary>The page that the gateway serves to visitors.</summary>
    public const string WebChat = "webchat";
}
