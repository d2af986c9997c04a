using Sanctum.Publishing;
using Sanctum.Storage;
using static Sanctum.Storage.Sql;

namespace Sanctum.Platforms;

/// <summary>A platform without a network: posts are rows of <c>sandbox_post</c>, one per idempotency key, and can be read back.</summary>
internal sealed class SandboxAdapter(WriteBatcher writes) : IPlatformAdapter
{
    public string Platform => PlatformNames.Sandbox;

    public bool IsRepeatable => true;

    public async Task<string> PostAsync(OutboundPost post, CancellationToken cancellationToken)
    {
        await writes.ExecuteAsync(
            new SqlStatement(
                """
                insert into sandbox_post (idempotency_key, id, tenant, account, session_id, body, reply_context)
                select $1, $2, tenant, account, session_id, body, reply_context from outbox where id = $2
                on conflict (idempotency_key) do nothing
                """,
                Text(post.IdempotencyKey), Uuid(post.Id)),
            cancellationToken);
        return post.Id.ToString();
    }
}
