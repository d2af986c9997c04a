using System.Collections.Immutable;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Sanctum.Platforms.Accounts;
using Sanctum.Platforms.People;
using Sanctum.Platforms.Replies;
using Sanctum.Tools;

namespace Sanctum.Platforms.Social;

/// <summary>Tells which people are bots: those on the account's list, and those that the platform marks.</summary>
internal sealed class CheckKnownBotsTool(AccountStore accounts, ProfileStore profiles) : ITool<CheckKnownBotsTool.Arguments>
{
    public string Name => "check_known_bots";

    public string Description =>
        "Tells which of some people are known to be bots. Answers JSON: bot_detected, detected_bots, total_known_bots.";

    public ToolEffects Effects => ToolEffects.None;

    public async Task<string> Invoke(Arguments arguments, ToolContext context, CancellationToken cancellationToken)
    {
        var handles = arguments.Handles.Select(handle => handle.Trim().TrimStart('@')).ToImmutableArray();
        var speaking = await Speaking(context, cancellationToken);
        var listed = await KnownBots(context.Agent.Tenant, speaking, cancellationToken);
        var marked = await profiles.ListBots(
            context.Agent.Tenant, speaking.Select(account => account.Platform),
            handles.Concat(handles.Select(handle => handle.ToLowerInvariant())), cancellationToken);
        var detected = handles.Where(handle => listed.Name(handle, handle)
            || marked.Contains(handle, StringComparer.OrdinalIgnoreCase)).Distinct(StringComparer.OrdinalIgnoreCase);
        return ToolJson.Of(new Answer([.. detected], listed.Length));
    }

    // In a conversation its account's list counts; elsewhere those of all accounts of the agent.
    private async Task<ImmutableArray<ActingAccount>> Speaking(ToolContext context, CancellationToken ct)
    {
        var all = await accounts.ListActing(context.Agent, platform: null, context.CallId, ct);
        return all.FirstOrDefault(account => account.IsConversation) is { } conversation ? [conversation] : all;
    }

    private async Task<string[]> KnownBots(string tenant, ImmutableArray<ActingAccount> speaking, CancellationToken ct)
    {
        var known = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var account in speaking)
        {
            if (await accounts.Find(new AccountKey(tenant, account.Platform, account.Account), ct) is { } row)
                known.UnionWith(ReplyRules.Read(row.Rules).KnownBots.Select(bot => bot.TrimStart('@')));
        }
        return [.. known];
    }

    internal sealed record Arguments(
        [Description("Their handles, with or without @."), MinLength(1), MaxLength(100)] string[] Handles);

    private sealed record Answer(string[] DetectedBots, int TotalKnownBots)
    {
        public bool BotDetected => DetectedBots.Length > 0;
    }
}
