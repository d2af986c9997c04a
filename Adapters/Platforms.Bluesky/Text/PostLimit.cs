namespace Sanctum.Platforms.Bluesky;

/// <summary>How long one post may be; both bounds hold.</summary>
internal readonly record struct PostLimit(int Graphemes, int Bytes)
{
    /// <summary>What the lexicon <c>app.bsky.feed.post</c> allows.</summary>
    public static PostLimit Post { get; } = new(300, 3_000);
}
