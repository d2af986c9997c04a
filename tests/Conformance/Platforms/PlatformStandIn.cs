using Sanctum.Platforms;

namespace Sanctum.Conformance.Platforms;

/// <summary>
/// An adapter, and a stand-in of its platform on which tests let things happen. What the stand-in cannot do it answers with
/// false or null, and the promise that needs it is not looked at.
/// </summary>
public abstract class PlatformStandIn : IAsyncDisposable
{
    /// <summary>The adapter, started.</summary>
    public abstract IPlatformAdapter Adapter { get; }

    /// <summary>An account that may act on the platform, with its settings and a login that is accepted.</summary>
    public abstract PlatformAccount Account { get; }

    /// <summary>How many posts of the account the platform has whose text is this.</summary>
    public abstract Task<int> CountPostsAsync(string text);

    /// <summary>A reply context for posts where the platform takes replies only; null: a post needs none.</summary>
    public virtual string? ReplyContext => null;

    /// <summary>Credentials that the platform refuses, by the names that the adapter asks for.</summary>
    public virtual PlatformCredentials? WrongCredentials => null;

    /// <summary>Somebody mentions the account.</summary>
    public virtual Task<bool> MentionAsync(string text) => Task.FromResult(false);

    /// <summary>The platform lists an entry that the adapter cannot read.</summary>
    public virtual Task<bool> ListUnreadableAsync() => Task.FromResult(false);

    /// <summary>The platform accepts the account's present login no more, and would give another.</summary>
    public virtual Task<bool> ExpireLoginAsync() => Task.FromResult(false);

    /// <summary>The platform lets the account act no more.</summary>
    public virtual Task<bool> TakeAccountDownAsync() => Task.FromResult(false);

    /// <summary>The platform answers the next call of any kind with a failure of its own, such as HTTP 503.</summary>
    public virtual Task<bool> FailOnceAsync() => Task.FromResult(false);

    /// <summary>Stops the stand-in.</summary>
    public abstract ValueTask DisposeAsync();
}
