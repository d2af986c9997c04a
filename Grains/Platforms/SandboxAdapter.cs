using System.Collections.Immutable;
using Sanctum.Errors;
using Sanctum.Publishing;
using Sanctum.Storage;
using static Sanctum.Storage.Sql;

namespace Sanctum.Platforms;

/// <summary>
/// A platform without a network: posts are rows of <c>sandbox_post</c>, one per idempotency key, and can be read back.
/// </summary>
internal sealed class SandboxAdapter(WriteBatcher writes, Database reads) : IPostSearch, IPostRemoval
{
    private const int LongestText = 32_000;

    public string Platform => PlatformNames.Sandbox;

    public PlatformCapabilities Capabilities { get; } =
        new(LongestText, TextUnit.Utf16, NeedsAccount: false, IdempotentPosts: true, Threads: true, Deletes: true);

    public async Task<PostReceipt> PostAsync(PlatformAccount account, OutboundPost post, CancellationToken cancellationToken)
    {
        await writes.ExecuteAsync(
            new SqlStatement(
                """
                insert into sandbox_post (idempotency_key, id, tenant, account, session_id, body, reply_context)
                values ($1, $2, $3, $4, $5, $6, $7)
                on conflict (idempotency_key) do nothing
                """,
                Text(post.IdempotencyKey), Uuid(post.Id), Text(account.Tenant), Text(account.Account), Text(post.SessionId),
                Text(post.Text),
                Json(post.ReplyContext)),
            cancellationToken);
        return new PostReceipt(post.Id.ToString());
    }

    // Everything there is the account's own, and none of it is ranked.
    public Task<ImmutableArray<PlatformPost>> SearchAsync(
        PlatformAccount account, PostQuery query, CancellationToken cancellationToken) => reads.QueryAsync(
        new SqlStatement(
            """
            select id, body, posted_at, reply_context::text from sandbox_post
            where tenant = $1 and account = $2 and strpos(lower(body), lower($3)) > 0 and coalesce($4, account) = account
            order by posted_at desc limit $5
            """,
            Text(account.Tenant), Text(account.Account), Text(query.Text), Text(query.Author), Int(query.Limit)),
        row => new PlatformPost(
            row.GetGuid(0).ToString(), new PlatformAuthor(account.Account, account.Account), row.GetString(1), row.Time(2),
            ReplyContext: row.TextOrNull(3)),
        cancellationToken);

    public Task DeleteAsync(PlatformAccount account, string postId, CancellationToken cancellationToken) =>
        Guid.TryParse(postId, out var id)
        ? writes.ExecuteAsync(
            new SqlStatement(
                "delete from sandbox_post where tenant = $1 and account = $2 and id = $3", Text(account.Tenant),
                Text(account.Account), Uuid(id)),
            cancellationToken)
        : throw new InvalidRequestException("post", "is not the id of a post.");
}
