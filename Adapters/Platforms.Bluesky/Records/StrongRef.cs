namespace Sanctum.Platforms.Bluesky;

/// <summary>A record by address and content (<c>com.atproto.repo.strongRef</c>).</summary>
internal sealed record StrongRef(string Uri, string Cid);

/// <summary>What a reply replies to (<c>app.bsky.feed.post#replyRef</c>).</summary>
internal sealed record ReplyRef(StrongRef Root, StrongRef Parent);
