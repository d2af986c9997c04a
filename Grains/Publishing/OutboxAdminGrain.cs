using Microsoft.Extensions.Logging;
using Sanctum.Errors;
using Sanctum.Platforms;
using Sanctum.Platforms.Replies;
using Sanctum.Storage;

namespace Sanctum.Publishing;

/// <summary>
/// What an operator does with the posts of an account. It holds nothing itself; what is being sent, the outbox alone knows.
/// </summary>
[CollectionAgeLimit(Minutes = 2), GrainType("outboxcare")]
internal sealed class OutboxAdminGrain(
    OutboxAdminStore admin, OutboxListing listing, OutboxCounters figures, ReplyConsent consent, PlatformAdapters adapters,
    ILogger<OutboxAdminGrain> logger)
    : Grain, IOutboxAdminGrain
{
    private const int MaxPosts = 100_000;
    private const int MaxReasonCharacters = 500;

    // A statement holds up the group that it commits with, so none of them is long.
    private const int MaxPerStatement = 500;

    private AccountKey _account;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _account = AccountKey.Parse(this.GetPrimaryKeyString());
        return Task.CompletedTask;
    }

    public async Task<OutboxPost> Retry(Guid postId)
    {
        if (await admin.FindFailed(_account, postId, CancellationToken.None) is not { } failed)
            throw new ConflictException($"Post {postId} is {(await Find(postId)).Status}; only posts in error can be retried.");
        if (failed.Author is { } author)
            await consent.RequireAsync(_account, author, CancellationToken.None);
        await admin.Retry(_account, [postId], CancellationToken.None);
        return await Reread(postId);
    }

    public async Task<OutboxRetry> RetryFailed()
    {
        var consents = new Dictionary<string, bool>(StringComparer.Ordinal);
        var (looked, retried, leftAlone, after) = (0, 0L, 0L, 0L);
        while (looked < MaxPosts
            && await admin.ListFailed(_account, after, MaxPerStatement, CancellationToken.None) is { IsEmpty: false } page)
        {
            var wanted = new List<Guid>();
            foreach (var failed in page)
            {
                if (await MayAnswer(failed.Author, consents))
                    wanted.Add(failed.Id);
            }
            retried += await admin.Retry(_account, wanted, CancellationToken.None);
            (looked, leftAlone, after) = (looked + page.Length, leftAlone + page.Length - wanted.Count, page[^1].Position);
        }
        PublishingLog.Retried(logger, _account, retried, leftAlone);
        await Outbox.Wake();
        return new OutboxRetry(retried, leftAlone);
    }

    public async Task<OutboxPost> Discard(Guid postId, string reason)
    {
        if (reason.Length is 0 or > MaxReasonCharacters)
            throw new InvalidRequestException(
                "reason", $"has {reason.Length} characters; 1 to {MaxReasonCharacters} are allowed.");
        var post = await Find(postId);
        if (await Outbox.Discard(postId, reason))
            return await Reread(postId);
        throw new ConflictException(post.Status is OutboxStatus.Posted or OutboxStatus.Discarded
            ? $"Post {postId} is {post.Status}; only posts that wait or are in error can be discarded."
            : $"Post {postId} is being sent now.");
    }

    public async Task<OutboxPost> Write(PostDraft draft)
    {
        DraftRules.Check(draft);
        var platform = adapters.Find(_account.Platform) ?? throw new NotFoundException("platform", _account.Platform);
        if (platform.Capabilities.NeedsAccount)
            await GrainFactory.Account(_account).Get();
        var text = StorableText.Of(draft.Text);
        var id = draft.Id ?? Guid.CreateVersion7();
        await admin.Write(_account, id, text, draft.ReplyContext, CancellationToken.None);
        var post = await listing.Find(_account.Tenant, id, CancellationToken.None);
        if (post is null || (post.Platform, post.Account, post.Text) != (_account.Platform, _account.Account, text))
            throw new ConflictException($"The id {id} belongs to another post.");
        await Outbox.Wake();
        return post;
    }

    public async Task<OutboxStatistics> GetStatistics()
    {
        var counted = await figures.Count(
            _account.Tenant, new OutboxSelection(Platform: _account.Platform, Account: _account.Account), CancellationToken.None);
        return new OutboxStatistics(
            _account.Platform, _account.Account, counted.FirstOrDefault()?.Agent,
            counted.FirstOrDefault()?.Counts ?? OutboxCounts.None, await Outbox.GetPace());
    }

    private IOutboxGrain Outbox => GrainFactory.Outbox(_account);

    // People come up with many posts, and what they want is read once.
    private async Task<bool> MayAnswer(PlatformAuthor? author, Dictionary<string, bool> known)
    {
        if (author is null)
            return true;
        if (!known.TryGetValue(author.Id, out var mayAnswer))
            known[author.Id] = mayAnswer = await consent.ReasonToLeaveAlone(_account, author, CancellationToken.None) is null;
        return mayAnswer;
    }

    private async Task<OutboxPost> Find(Guid postId) =>
        await listing.Find(_account.Tenant, postId, CancellationToken.None) is { } post
            && (post.Platform, post.Account) == (_account.Platform, _account.Account)
            ? post
            : throw new NotFoundException("post", postId.ToString());

    private async Task<OutboxPost> Reread(Guid postId)
    {
        await Outbox.Wake();
        return await Find(postId);
    }
}
