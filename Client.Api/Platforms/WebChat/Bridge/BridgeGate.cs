using System.Net.Http.Headers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Sanctum.Audit;
using Sanctum.Edge;
using Sanctum.Errors;
using Sanctum.Limits;
using Sanctum.Problems;

namespace Sanctum.Platforms.WebChat.Bridge;

/// <summary>Lets calls of the bridge in: an action, its method, the limits, the account, its key; in that order.</summary>
internal sealed partial class BridgeGate(
    BridgeLimits limits, BridgeAccounts accounts, IClusterClient grains, TimeProvider clock, ILogger<BridgeGate> logger)
{
    private const int MaxKeyCharacters = 8_000;
    private static readonly PlatformName WebChat = PlatformName.Parse(PlatformNames.WebChat, null);

    private static readonly JsonSerializerOptions Data = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    public async Task<IResult> Answer(
        HttpContext context, BridgeQuery query, BridgeRequest body, Func<BridgeAction, Func<BridgeCall,
        Task<BridgeAnswer>>?> choose)
    {
        var action = BridgeActions.Find(query.Action);
        limits.Count(context, action?.Audience ?? BridgeAudience.Public);
        if (query.Action is null or "")
            throw new InvalidRequestException("action", $"is missing; there are: {BridgeActions.Names}.");
        if (action is null)
            throw new ProblemException(new Problem(
                ProblemCodes.NotFound, 404, "No such action", $"There is no such action; there are: {BridgeActions.Names}."));
        if (choose(action) is not { } run)
            throw Misused(context, action);
        var account = await accounts.Find(query.Account);
        if (action.Audience != BridgeAudience.Public)
            await RequireKey(context, action, account);
        var answer = await run(new BridgeCall(account, grains.WebChatBridge(account), query, body));
        if (action.AuditedAs is { } audited && HttpMethods.IsPost(context.Request.Method))
            await Record(context, audited, account, answer.Message);
        context.Response.Headers.CacheControl = "no-store";
        return Results.Json(
            new BridgeEnvelope(
                Success: true, clock.GetUtcNow(), answer.Message, JsonSerializer.SerializeToNode(answer.Data, Data)),
            Json.Options);
    }

    private async Task Record(HttpContext context, string action, AccountName account, string outcome)
    {
        var details = new JsonObject { ["outcome"] = outcome };
        var address = CallerAddress.Whole(context);
        var actor = $"bridge-admin/{address}";
        Administered(logger, action, account.Value, actor, outcome);
        var entry = AuditEntry.At(
            clock.GetUtcNow(), actor, action, $"account/webchat/{account}", AuditResults.Ok, details.ToJsonString());
        await grains.Audit().Record(entry with { Address = address });
    }

    private async Task RequireKey(HttpContext context, BridgeAction action, AccountName account)
    {
        var key = AuthenticationHeaderValue.TryParse(context.Request.Headers.Authorization, out var shown)
            && shown.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase)
                && shown.Parameter is { Length: > 0 and <= MaxKeyCharacters } given
                ? given
                : null;
        if (key is null || !await Fits(account, action, key))
        {
            Refused(logger, action.Name, account.Value, CallerAddress.Of(context));
            throw new ProblemException(new Problem(
                ProblemCodes.InvalidKey, StatusCodes.Status401Unauthorized, "Invalid key",
                $"Authorization: Bearer and the account's " +
                $"{(action.Audience == BridgeAudience.Admin ? "admin key" : "API key or admin key")}, which it must have, " +
                "are needed."));
        }
        if (action.Audience == BridgeAudience.Plugin)
            limits.CountKey(account);
    }

    private async Task<bool> Fits(AccountName account, BridgeAction action, string key)
    {
        var holder = grains.Account(WebChat, account);
        return await holder.HoldsKey(BridgeKeys.Admin, key)
            || (action.Audience == BridgeAudience.Plugin && await holder.HoldsKey(BridgeKeys.Api, key));
    }

    private static ProblemException Misused(HttpContext context, BridgeAction action)
    {
        // The exception handler clears the headers, so this one is written last.
        context.Response.OnStarting(() =>
        {
            context.Response.Headers.Allow = action.Allow;
            return Task.CompletedTask;
        });
        return new ProblemException(new Problem(
            ProblemCodes.MethodNotAllowed, StatusCodes.Status405MethodNotAllowed, "Method not allowed",
            $"{action.Name} takes {action.Allow}."));
    }

    [LoggerMessage(
        2060, LogLevel.Warning, "{Action} of the bridge of web chat {Account} was refused: {Caller} sent no valid key.")]
    private static partial void Refused(ILogger logger, string action, string account, string caller);

    [LoggerMessage(2061, LogLevel.Information, "{Action} of web chat {Account} by {Actor}: {Outcome}")]
    private static partial void Administered(ILogger logger, string action, string account, string actor, string outcome);
}
