using Microsoft.Extensions.AI;
using Sanctum.Access;
using Sanctum.Platforms;
using Sanctum.Policies;
using Sanctum.Queues;
using Sanctum.Schemas;
using Sanctum.Testing;
using Sanctum.Tools;
using Sanctum.Turns;

namespace Sanctum.Approvals;

/// <summary>A host whose policies ask a person about what some agents do; each test has its own agent.</summary>
public sealed class ApprovalHost : IAsyncLifetime
{
    private PlatformHost? _host;

    public PlatformHost Host => _host!;

    public async Task InitializeAsync() => _host = await PlatformHost.Start();

    public async Task DisposeAsync() => await Host.DisposeAsync();

    /// <summary>Has a person asked before an agent does something.</summary>
    internal async Task Ask(string agent, string action, string approval = "{ deadline: 1h }", string? when = null)
    {
        var condition = $"agent.id == '{agent}'{(when is null ? "" : $" && {when}")}";
        await Put(
            agent,
            $$"""
            rules: [ { name: a, actions: [{{action}}], when: "{{condition}}", effect: ask, reason: "it is dear.", approval: {{approval}} } ]
            """);
    }

    /// <summary>Puts a document in force; what this process has read is what its acts go by.</summary>
    internal async Task Put(string name, string document)
    {
        var version = await Host.Grains.GetGrain<IPolicyGrain>("default/policies").Put(name, document, null);
        var expected = ((PolicyDocument)Host.Part<PolicyDocumentReader>().Read(name, document)).Rules[0].Reason;
        await Eventually.True(async () => (await InForce()).Any(
            known => known.Name == version.Name && known.Rules[0].Reason == expected));
    }

    internal async Task Remove(string name)
    {
        await Host.Grains.GetGrain<IPolicyGrain>("default/policies").Delete(name, null);
        await Eventually.True(async () => (await InForce()).All(known => known.Name != name));
    }

    private async Task<IEnumerable<PolicyDocument>> InForce() =>
        (await Host.Part<PolicyDocuments>().Of("default")).OfType<PolicyDocument>();

    /// <summary>Waits until an agent has so many approvals that are pending, and answers the newest.</summary>
    internal async Task<Approval> Pending(string agent, int count = 1) => (await Eventually.Get(
        () => List(agent, ApprovalState.Pending), page => page.Items.Length == count)).Items[0];

    internal Task<ApprovalPage> List(string agent, ApprovalState? state = null) =>
        Host.Grains.GetGrain<IApprovalDirectoryGrain>("default/approvals").List(
            new ApprovalSelection(state, Agent: agent), after: null, 200);

    internal IApprovalGrain Grain(Guid approval) => Host.Grains.GetGrain<IApprovalGrain>($"default/{approval}");

    internal Task<Approval> Answer(Guid approval, bool approves = true, string? note = null, string by = "operator/test") =>
        Grain(approval).Answer(new ApprovalAnswer(approves, note, by));

    /// <summary>Answers as somebody who signed in.</summary>
    internal async Task<Approval> AnswerAs(
        Guid approval, string username, PrincipalKind kind = PrincipalKind.User, string permissions = "approvals:answer")
    {
        new Principal("default", kind, username, [.. permissions.Split(' ').Select(Permission.Parse)]).Act();
        try
        {
            return await Answer(approval);
        }
        finally
        {
            Principal.Leave();
        }
    }

    /// <summary>A tool that nobody can repeat, and that counts its runs.</summary>
    internal GatedTool NewTool(bool isOpen = true)
    {
        var tool = new GatedTool($"gated_{Guid.NewGuid():N}", ToolEffects.Unrepeatable);
        Host.Part<ToolRegistry>().Exchange([], [RegisteredTool.Create(tool, TypeSchema.NewJson())]);
        if (isOpen)
            tool.Open();
        return tool;
    }

    /// <summary>Lets the model call tools once when it is asked something, and repeat what they said.</summary>
    internal string Calls(params (string Tool, object Arguments)[] calls)
    {
        var question = $"please {Guid.NewGuid()}";
        Host.Model.On(question, (messages, _) => Task.FromResult(
            messages.SkipWhile(message => message.Text != question).Any(message => message.Role == ChatRole.Tool)
                ? new ChatResponseUpdate(ChatRole.Assistant, string.Join(
                    ' ', messages.SelectMany(message => message.Contents.OfType<FunctionResultContent>()).TakeLast(calls.Length)
                        .Select(result => result.Result)))
                : new ChatResponseUpdate(ChatRole.Assistant, [.. calls.Select((call, n) => Call(call, n))])));
        return question;
    }

    internal async Task<Guid> Send(string agent, string session, string text) =>
        (await Host.Grains.GetGrain<IQueueGrain>($"default/{agent}").Enqueue(new Notification(
            Guid.NewGuid().ToString(), session, PlatformNames.Sandbox, "test", "tester", text, QueuePriority.Normal,
            DateTimeOffset.UtcNow))).ItemId;

    internal Task<QueueItem> Ended(string agent, Guid item) => Eventually.Get(() => Item(agent, item), found => found.HasEnded);

    internal Task<QueueItem> Item(string agent, Guid item) =>
        Host.Grains.GetGrain<IQueueAdminGrain>($"default/{agent}").Find(item);

    /// <summary>Waits until an item waits without a lease for a person.</summary>
    internal Task Parked(string agent, Guid item) => Eventually.True(async () => await Item(agent, item) is
    {
        Status: QueueItemStatus.New, LastError: { } error,
    } && error.Contains("waits for approval", StringComparison.Ordinal));

    /// <summary>What the model said in the end.</summary>
    internal Task<string> Reply(Guid item) =>
        Text($"select content from transcript_entry where turn_id = '{item}' and stop_reason is not null");

    internal Task<string> ToolStatus(Guid item) =>
        Text($"select tool_status from transcript_entry where turn_id = '{item}' and role = 'tool'");

    private async Task<string> Text(string sql)
    {
        await using var command = Host.Rows.CreateCommand(sql);
        return (string)(await command.ExecuteScalarAsync())!;
    }

    private static FunctionCallContent Call((string Tool, object Arguments) call, int n) => new(
        $"{n}", call.Tool, System.Text.Json.JsonSerializer.SerializeToElement(call.Arguments).EnumerateObject().ToDictionary(
            pair => pair.Name, pair => (object?)pair.Value));
}
