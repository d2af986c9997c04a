using System.Collections.Immutable;
using Sanctum.Platforms.Accounts;
using Sanctum.Platforms.Replies;
using Sanctum.Tools;

namespace Sanctum.Platforms.Social;

/// <summary>Tells whether to go on in a thread in which bots speak, by the account's rules against loops.</summary>
internal sealed class ShouldRespondToBotThreadTool(
    AccountStore accounts, AdmissionStore admissions, TimeProvider clock) : ITool<ShouldRespondToBotThreadTool.Arguments>
{
    public string Name => "should_respond_to_bot_thread";

    public string Description =>
        "Tells whether to answer in this conversation, if bots speak in it: not if bots are not answered, were answered often " +
        "enough here, or a moment ago. Answers JSON: should_respond, reason, bots.";

    public ToolEffects Effects => ToolEffects.None;

    public async Task<string> Invoke(Arguments arguments, ToolContext context, CancellationToken cancellationToken)
    {
        var all = await accounts.ListActing(context.Agent, platform: null, context.CallId, cancellationToken);
        if (all.FirstOrDefault(account => account.IsConversation) is not { } conversation)
            return ToolJson.Of(new Answer(ShouldRespond: true, Reason: null, []));
        var key = new AccountKey(context.Agent.Tenant, conversation.Platform, conversation.Account);
        if (await accounts.Find(key, cancellationToken) is not { } row)
            return ToolJson.Of(new Answer(ShouldRespond: false, NoReplyReasons.Disconnected, []));
        return ToolJson.Of(
            Decide(ReplyRules.Read(row.Rules), await admissions.ListAnswered(key, context.CallId, cancellationToken)));
    }

    private Answer Decide(ReplyRules rules, ImmutableArray<ThreadFacts> thread)
    {
        var bots = thread.Where(person => ReplyPolicy.IsBot(rules, person)).ToList();
        var reason = bots.Select(bot => ReplyPolicy.ReasonNotToAnswerBot(rules, bot, clock.GetUtcNow())).FirstOrDefault(
            found => found is not null);
        return new Answer(
            reason is null, reason, [.. bots.Select(bot => new AnsweredBot(bot.Handle, bot.RepliesToAuthorInThread))]);
    }

    internal sealed record Arguments;

    private sealed record Answer(bool ShouldRespond, string? Reason, AnsweredBot[] Bots);

    private sealed record AnsweredBot(string Handle, long Replies);
}
