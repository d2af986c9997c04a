using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Sanctum.Errors;
using Sanctum.Tools;

namespace Sanctum.Platforms.Bluesky.Tools;

/// <summary>Reads a conversation.</summary>
internal sealed class GetBlueskyThreadTool(
    BlueskyAccounts accounts, BlueskyAdapter bluesky) : ITool<GetBlueskyThreadTool.Arguments>
{
    public string Name => "get_bluesky_thread";

    public string Platform => BlueskyAdapter.Name;

    public string Description =>
        "Reads the conversation around a post on Bluesky: what came before it and the replies. Answers YAML.";

    public ToolEffects Effects => ToolEffects.None;

    public Task<string> Invoke(Arguments arguments, ToolContext context, CancellationToken cancellationToken) =>
        accounts.Use(
            context,
            arguments.Account,
            async account => await bluesky.ReadThreadAsync(account, arguments.Uri, cancellationToken) is { } thread
                ? BlueskyYaml.Of(thread.Posts)
                : throw new NotFoundException("post", arguments.Uri),
            cancellationToken);

    internal sealed record Arguments(
        [Description("The at:// address of the post."), StringLength(1_000, MinimumLength = 5)] string Uri,
        [Description(BlueskyAccounts.WhichAccount), StringLength(128, MinimumLength = 1)] string? Account = null);
}
