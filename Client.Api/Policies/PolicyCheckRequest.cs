using System.Text.Json.Nodes;
using Sanctum.Agents;
using Sanctum.Errors;

namespace Sanctum.Policies;

/// <summary>An act to decide about.</summary>
/// <param name="Action">Such as <c>tool.execute</c>.</param>
/// <param name="Agent">The agent that would act, or be changed.</param>
/// <param name="Tool">For <c>tool.execute</c>.</param>
/// <param name="Arguments">The tool's arguments.</param>
/// <param name="Memory">For <c>memory.write</c>.</param>
/// <param name="Post">For <c>publish.post</c>.</param>
/// <param name="Change">For <c>agent.change</c>: <c>create</c>, <c>update</c>, <c>tools</c>, <c>retire</c> or
/// <c>restore</c>.</param>
internal sealed record PolicyCheckRequest(
    string? Action, string? Agent, string? Tool, JsonObject? Arguments, PolicyMemoryBody? Memory, PolicyPostBody? Post,
    string? Change)
{
    public PolicyQuestion ToQuestion()
    {
        if (Action is null)
            throw new InvalidRequestException("action", "is missing.");
        if (Agent is null || !AgentId.TryParse(Agent, null, out _))
            throw new InvalidRequestException("agent", $"'{Agent}' {AgentId.Rule}.");
        return new PolicyQuestion(
            Action, Agent, Tool, Arguments?.ToJsonString(), Memory?.ToAct(), Post?.ToAct(), Change);
    }
}

/// <summary>A change of an agent's memory.</summary>
/// <param name="Kind"><c>write</c>, <c>append</c>, <c>replace</c>, <c>attach</c>, <c>detach</c> or <c>delete</c>.</param>
/// <param name="Label">The block.</param>
/// <param name="Text">What is written.</param>
/// <param name="Actor">Who writes.</param>
internal sealed record PolicyMemoryBody(string? Kind, string? Label, string? Text, string? Actor)
{
    public MemoryAct ToAct() => new(Kind ?? "write", Label ?? "", Text ?? "", Actor ?? "");
}

/// <summary>A post.</summary>
/// <param name="Platform">Where to.</param>
/// <param name="Account">As whom.</param>
/// <param name="Text">What it says.</param>
/// <param name="IsReply">Whether it answers somebody.</param>
internal sealed record PolicyPostBody(string? Platform, string? Account, string? Text, bool? IsReply)
{
    public PostAct ToAct() => new(Platform ?? "", Account ?? "", Text ?? "", IsReply ?? false);
}
