namespace Sanctum.Platforms;

/// <summary>Platforms that are always there.</summary>
public static class PlatformNames
{
    /// <summary>The gateway's API: replies are read from the transcript.</summary>
    public const string Api = "api";

    /// <summary>A platform without a network.</summary>
    public const string Sandbox = "sandbox";
}
