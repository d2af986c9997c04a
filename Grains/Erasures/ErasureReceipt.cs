using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Sanctum.Portability;

namespace Sanctum.Erasures;

/// <summary>What an erasure leaves: a line of JSON that says what was erased, and one with its signature.</summary>
internal sealed class ErasureReceipt(AgentFileKeys keys)
{
    /// <summary>Maximum number of published posts that a receipt lists.</summary>
    public const int MaxPublished = 1_000;

    private const string Format = "sanctum.erasure-receipt/1";

    // What is kept although it may name the person; docs/erasure.md says why.
    private static readonly string[] Kept = ["audit_entry"];

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The hash by which receipts name a profile.</summary>
    public static string HashOf(string tenant, string platform, string profileId) => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes($"{tenant}\n{platform}\n{profileId}")));

    /// <summary>The signed receipt of an erasure that has found nothing more.</summary>
    public async Task<string> Make(
        string tenant, PersonErasure erasure, ImmutableArray<(string A, string B)> published, DateTimeOffset now,
        CancellationToken ct)
    {
        var content = JsonSerializer.SerializeToUtf8Bytes(
            new Content(
                Format, tenant, erasure.Id, erasure.People, erasure.RequestedBy, erasure.CreatedAt, now, erasure.Erased,
                [.. published.Take(MaxPublished).Select(post => new Published(post.A, post.B))], published.Length, Kept),
            Options);
        return Encoding.UTF8.GetString((await keys.Sign(content, ct)).Append(content));
    }

    private sealed record Content(
        string Format, string Tenant, Guid Erasure, ImmutableArray<string> People, string RequestedBy, DateTimeOffset RequestedAt,
        DateTimeOffset EndedAt, ImmutableArray<ErasedTraces> Erased, ImmutableArray<Published> Published, int PublishedCount,
        string[] Kept);

    private sealed record Published(string Account, string ExternalId);
}
