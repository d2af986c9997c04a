using System.Collections.Immutable;
using Sanctum.Agents;
using Sanctum.Approvals;
using Sanctum.Conversations;
using Sanctum.Platforms;
using Sanctum.Policies;
using Sanctum.Queues;
using Sanctum.Tools;
using Sanctum.Turns;

namespace Sanctum.CrashTest;

/// <summary>What the driver asks of the process.</summary>
internal static class Scenario
{
    public static Task CreateAgent(IGrainFactory grains, string name) =>
        grains.GetGrain<IAgentGrain>($"default/{name}").Create(new AgentDefinition(
            name, name, "", new AgentPersonality("A test."), new AgentCapabilities(Model: "scripted/crash"), []));

    /// <summary>An agent that repeats what it is told, on Bluesky.</summary>
    public static async Task ConnectToBluesky(IGrainFactory grains, BlueskyLogin login)
    {
        await grains.GetGrain<IAgentGrain>($"default/{login.Agent}").Create(new AgentDefinition(
            login.Agent, login.Agent, "", new AgentPersonality("A test."), new AgentCapabilities(Model: "scripted/echo"), []));
        var credentials = ImmutableDictionary<string, string>.Empty.Add("identifier", login.Identifier).Add(
            "password", login.Password);
        await grains.GetGrain<IPlatformAccountGrain>($"default/bluesky/{login.Agent}").Connect(new AccountConnection(
            login.Agent, new PlatformCredentials(credentials), $$"""{"service":"{{login.Service}}"}""",
            """{"pollSeconds":2,"repliesPerThreadPerHour":10000,"repliesPerAuthorPerHour":10000}"""));
    }

    /// <summary>An account of an agent that repeats what it is told, on the webhook platform.</summary>
    public static async Task ConnectWebhook(IGrainFactory grains, WebhookPlace place)
    {
        await grains.GetGrain<IAgentGrain>($"default/{place.Account}").Create(new AgentDefinition(
            place.Account, place.Account, "", new AgentPersonality("A test."), new AgentCapabilities(
                Model: "scripted/echo"), []));
        var credentials = ImmutableDictionary<string, string>.Empty.Add(
            "secret", $"whsec_{Convert.ToBase64String(new byte[32])}");
        await grains.GetGrain<IPlatformAccountGrain>($"default/webhook/{place.Account}").Connect(new AccountConnection(
            place.Account, new PlatformCredentials(credentials), $$"""{"url":"{{place.Url}}"}""",
            place.Fallback is { } fallback ? $$$"""{"fallback":{"platform":"webhook","account":"{{{fallback}}}"}}""" : "{}"));
    }

    public static async Task<QueueReceipt> Send(IGrainFactory grains, Message message)
    {
        await grains.GetGrain<ISessionGrain>($"default/{message.Session}").Open(message.Agent);
        return await grains.GetGrain<IQueueGrain>($"default/{message.Agent}").Enqueue(new Notification(
            message.Id, message.Session, message.Platform ?? PlatformNames.Sandbox, message.Account ?? "crash", "driver",
            message.Id, QueuePriority.Normal, DateTimeOffset.UtcNow));
    }

    public static Task PutPolicy(IGrainFactory grains, PolicyText policy) =>
        grains.GetGrain<IPolicyGrain>("default/policies").Put(policy.Name, policy.Document, expectedVersion: null);

    /// <summary>Approves what waits. An answer whose acknowledgement was lost is one all the same.</summary>
    public static async Task Approve(IGrainFactory grains, Guid id)
    {
        var approval = grains.GetGrain<IApprovalGrain>($"default/{id}");
        if ((await approval.Get()).State == ApprovalState.Pending)
            await approval.Answer(new ApprovalAnswer(Approves: true, Note: null, "operator/driver"));
    }

    public static Task<ToolRun> RunTool(IGrainFactory grains, RunOfTool run) =>
        grains.GetGrain<IToolRunGrain>($"default/{run.Id}").Begin(new ToolRunRequest(
            run.Agent, run.Tool ?? "record_unrepeatable", run.Arguments ?? $$"""{"message":"run {{run.Id}}"}""", SessionId: null,
            "operator/driver"));
}

/// <summary>A run of a tool.</summary>
/// <param name="Id">The run's id.</param>
/// <param name="Agent">As whom it runs.</param>
/// <param name="Tool">The tool; null for the one that cannot tell a repeat.</param>
/// <param name="Arguments">Its arguments; null for a message with the run's id.</param>
internal sealed record RunOfTool(Guid Id, string Agent, string? Tool = null, string? Arguments = null);

/// <summary>A policy document.</summary>
internal sealed record PolicyText(string Name, string Document);

/// <summary>A message of the driver.</summary>
/// <param name="Id">Its notification id and its text.</param>
/// <param name="Agent">The agent it is for.</param>
/// <param name="Session">Its conversation.</param>
/// <param name="Platform">Where it comes from; the sandbox unless it is said.</param>
/// <param name="Account">The account there.</param>
internal sealed record Message(string Id, string Agent, string Session, string? Platform = null, string? Account = null);

/// <summary>An agent's account on the webhook platform, both of one name.</summary>
/// <param name="Account">The name.</param>
/// <param name="Url">Where its posts go.</param>
/// <param name="Fallback">The account that posts what this one's receiver refuses.</param>
internal sealed record WebhookPlace(string Account, Uri Url, string? Fallback);

/// <summary>An agent's account on Bluesky.</summary>
internal sealed record BlueskyLogin(string Agent, string Identifier, string Password, Uri Service);
