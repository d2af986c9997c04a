using System.Text.Json;
using System.Text.Json.Nodes;
using Sanctum.Errors;

namespace Sanctum.Platforms.Bluesky;

/// <summary>
/// Writes a text as one post or a thread of them. Every record has a key that follows from the cause of the text, so an attempt
/// after a crash finds what the earlier one wrote and continues behind it.
/// </summary>
internal sealed class ThreadWriter(BlueskyClient client, BlueskyOptions options, TimeProvider clock)
{
    private const int MaxCollisions = 4;

    /// <summary>Writes what is not written yet.</summary>
    /// <exception cref="DependencyException">The text cannot be posted, the post that it answers is gone or closed, or the
    /// network failed.</exception>
    public async Task<PostReceipt> Write(NewThread thread, CancellationToken cancellationToken)
    {
        var parts = thread.Texts.SelectMany(text => PostSplitter.Split(text, PostLimit.Post)).ToList();
        if (parts.Count == 0 && thread.Images.Count == 0)
            throw Refused("there is nothing to post.", isRefusal: true);
        if (parts.Count > options.MaxThreadPosts)
            throw Refused($"the text makes {parts.Count} posts; at most {options.MaxThreadPosts} are allowed.", isRefusal: true);
        if (parts.Count == 0)
            parts.Add(new RichText("", []));

        for (var salt = 0; salt < MaxCollisions; salt++)
        {
            if (await TryWrite(thread, parts, salt == 0 ? thread.IdempotencyKey : $"{thread.IdempotencyKey}#{salt}",
                cancellationToken) is { } receipt)
                return receipt;
        }
        throw Refused("the record keys for this post are all taken.");
    }

    /// <summary>
    /// The key under which a reply to a post is written: however often it is answered, it is this one record.
    /// </summary>
    public static string KeyOfReply(ReplyContext context) => RecordKey.Derive(CauseOfReply(context), context.At);

    /// <summary>What makes a reply the same reply: the post that it answers.</summary>
    public static string CauseOfReply(ReplyContext context) => $"reply to {context.Parent.Uri}";

    /// <returns>Null if another post has the first key.</returns>
    private async Task<PostReceipt?> TryWrite(NewThread thread, List<RichText> parts, string idempotencyKey, CancellationToken ct)
    {
        var dids = await ResolveMentions(parts, ct);
        var written = new List<WrittenRecord>();
        var now = clock.GetUtcNow();
        for (var index = 0; index < parts.Count; index++)
        {
            var reply = written.Count == 0
                ? thread.ReplyTo
                : new ReplyRef(thread.ReplyTo?.Root ?? written[0].Ref, written[^1].Ref);
            var embed = index == 0 ? Embeds.Build(await Upload(thread.Images, ct), thread.Quote) : null;
            var record = PostRecord.Build(parts[index], dids, reply, embed, thread.Languages, now.AddMilliseconds(index));
            var key = RecordKey.Derive(idempotencyKey, thread.CausedAt, index);
            if (await Put(key, record, isFirst: index == 0, ct) is { } fresh)
            {
                written.Add(fresh);
                continue;
            }
            var found = await client.FindRecord(BlueskyClient.PostCollection, key, ct) ?? throw new DependencyException(
                BlueskyAdapter.Name, "a record was taken away while it was written.", ErrorClass.Transient);
            if (PostView.ReplyOf(found.Value)?.Parent.Uri != reply?.Parent.Uri)
                return index == 0 ? null : throw Refused("another post stands in the middle of the thread.");
            written.Add(new WrittenRecord(found.Ref, null));
            // The same cause was answered in other words before: that answer stands.
            if (found.Value.Text("text") != parts[index].Text)
                break;
        }
        return new PostReceipt(written[0].Ref.Uri, written[^1].Rate);
    }

    private async Task<WrittenRecord?> Put(string key, JsonObject record, bool isFirst, CancellationToken ct)
    {
        try
        {
            return await client.PutNew(BlueskyClient.PostCollection, key, record, ct);
        }
        catch (DependencyException refusal) when (refusal.IsRefusal && !isFirst)
        {
            throw new DependencyException(
                BlueskyAdapter.Name, $"only the beginning of the thread is out: {refusal.Message}", refusal.Class,
                refusal.RetryAfter);
        }
    }

    private async Task<IReadOnlyDictionary<string, string>> ResolveMentions(List<RichText> parts, CancellationToken ct)
    {
        var dids = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var handle in parts.SelectMany(part => part.Facets).Where(facet => facet.Kind == FacetKind.Mention)
            .Select(facet => facet.Value).Distinct())
        {
            try
            {
                if (await client.ResolveHandle(handle, ct) is { } did)
                    dids[handle] = did;
            }
            catch (DependencyException)
            {
                // Somebody's domain that does not answer must not keep the post back: the name stays plain text.
                continue;
            }
        }
        return dids;
    }

    private async Task<List<(JsonElement Blob, string Alt)>> Upload(IReadOnlyList<PostImage> images, CancellationToken ct)
    {
        var blobs = new List<(JsonElement, string)>();
        foreach (var image in images)
            blobs.Add((await client.UploadBlob(image.Content, image.MediaType, ct), image.Alt));
        return blobs;
    }

    private static DependencyException Refused(string message, bool isRefusal = false) =>
        new(BlueskyAdapter.Name, message, ErrorClass.Permanent, isRefusal: isRefusal);
}

/// <summary>What to post.</summary>
/// <param name="IdempotencyKey">The same key is the same post.</param>
/// <param name="CausedAt">When its cause came about; the same at every attempt.</param>
/// <param name="Texts">The texts, one post each, or more for one that is too long.</param>
/// <param name="ReplyTo">What it replies to, or null.</param>
/// <param name="Languages">Language tags; at most 3.</param>
internal sealed record NewThread(
    string IdempotencyKey, DateTimeOffset CausedAt, IReadOnlyList<string> Texts, ReplyRef? ReplyTo,
    IReadOnlyList<string> Languages)
{
    /// <summary>Images of the first post; at most 4.</summary>
    public IReadOnlyList<PostImage> Images { get; init; } = [];

    /// <summary>A post that the first one quotes, or null.</summary>
    public StrongRef? Quote { get; init; }
}
