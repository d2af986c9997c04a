namespace Sanctum.Platforms;

/// <summary>What can be done on a platform, as people read it and as processes that are adapters are called.</summary>
public static class PlatformOperations
{
    /// <summary>Post, and reply.</summary>
    public const string Post = "post";

    /// <summary>Log in, and stay so.</summary>
    public const string Session = "session";

    /// <summary>Ask what happened.</summary>
    public const string Poll = "poll";

    /// <summary>Receive events over a connection that stays open.</summary>
    public const string Listen = "listen";

    /// <summary>Receive events.</summary>
    public const string Webhook = "webhook";

    /// <summary>Show that an answer is being written.</summary>
    public const string Typing = "typing";

    /// <summary>Read conversations.</summary>
    public const string Thread = "thread";

    /// <summary>Search posts.</summary>
    public const string Search = "search";

    /// <summary>Look people up.</summary>
    public const string Profile = "profile";

    /// <summary>Take posts back.</summary>
    public const string Delete = "delete";
}
