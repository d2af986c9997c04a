using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Sanctum.Tools;
using Sanctum.Trust;
using Sanctum.Web;

namespace Sanctum.Platforms.Bluesky.Tools;

/// <summary>Posts on Bluesky of the agent's own accord.</summary>
internal sealed class CreateNewBlueskyPostTool(
    BlueskyAccounts accounts, BlueskyClients clients, BlueskyConsent consent,
    IPublicWeb web) : ITool<CreateNewBlueskyPostTool.Arguments>
{
    public string Name => "create_new_bluesky_post";

    public string Platform => BlueskyAdapter.Name;

    public string Description => "Creates a new post on Bluesky; several texts make a thread. Mentions (@handle), links and " +
        "#tags work. May quote a post and show up to four images.";

    public ToolEffects Effects => ToolEffects.Idempotent;

    public TrustLevel? ResultTrust => TrustLevel.Operator;

    public Task<string> Invoke(Arguments arguments, ToolContext context, CancellationToken cancellationToken) =>
        accounts.Write(
            context,
            arguments.Account,
            BlueskyAdapter.PointsFor(arguments.Text),
            async account =>
            {
                await consent.RequireMentioned(account, arguments.Text, cancellationToken);
                return arguments.Quote is { } uri ? (await consent.RequirePost(account, uri, cancellationToken)).Ref : null;
            },
            async (account, quote) =>
            {
                var images = await Task.WhenAll((arguments.Images ?? []).Select(image => image.Download(web, cancellationToken)));
                var receipt = await clients.WriterFor(account).Write(
                    new NewThread(context.CallId, BlueskyAccounts.TimeOf(context), arguments.Text, null, [arguments.Lang])
                    {
                        Quote = quote,
                        Images = images,
                    },
                    cancellationToken);
                return $"Posted as {receipt.PostId}.";
            },
            cancellationToken);

    internal sealed record Arguments(
        [Description("The texts, one post each, at most 300 characters; a longer one is split."), MinLength(1), MaxLength(25)]
        string[] Text,
        [Description("The language, such as en-US."), StringLength(35, MinimumLength = 2)] string Lang = "en-US",
        [Description("The at:// address of a post to quote."), StringLength(1_000, MinimumLength = 5)] string? Quote = null,
        [Description("Images of the first post."), MaxLength(4)] ImageAddress[]? Images = null,
        [Description(BlueskyAccounts.WhichAccount), StringLength(128, MinimumLength = 1)] string? Account = null);
}
