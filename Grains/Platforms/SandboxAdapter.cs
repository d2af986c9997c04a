using Sanctum.Publishing;
using Sanctum.Storage;
using static Sanctum.Storage.Sql;

namespace Sanctum.Platforms;

/// <summary>A platform without a network: posts are rows of <c>sandbox_post</c>, one per idempotency key, and can be read back.</summary>
internal sealed class SandboxAdapter(WriteBatcher writes) : IPlatformAdapter
{
    private const int LongestText = 32_000;

    public string Platform => PlatformNames.Sandbox;

    public PlatformCapabilities Capabilities { get; } =
        new(LongestText, TextUnit.Utf16, NeedsAccount: false, IdempotentPosts: true, Threads: true);

    public async Task<PostReceipt> PostAsync(PlatformAccount account, OutboundPost post, CancellationToken cancellationToken)
    {
        await writes.ExecuteAsync(
            new SqlStatement(
                """
                insert into sandbox_post (idempotency_key, id, tenant, account, session_id, body, reply_context)
                values ($1, $2, $3, $4, $5, $6, $7)
                on conflict (idempotency_key) do nothing
                """,
                Text(post.IdempotencyKey), Uuid(post.Id), Text(account.Tenant), Text(account.Account), Text(post.SessionId), Text(post.Text),
                Json(post.ReplyContext)),
            cancellationToken);
        return new PostReceipt(post.Id.ToString());
    }
}
