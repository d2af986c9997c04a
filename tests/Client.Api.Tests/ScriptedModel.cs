using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Sanctum.Errors;
using Sanctum.Models;

namespace Sanctum.Tests;

/// <summary>
/// A model that does what the message says, so that a test decides when a reply goes on: <c>hold KEY</c> says two words and
/// waits for <see cref="Release"/>, <c>fail</c> fails for good, <c>break</c> says a word and fails each time, <c>many N</c> says
/// N words, <c>offered</c> names the tools that it is offered, <c>call TOOL JSON</c> calls a tool and says its result, of blocks
/// as JSON it proposes to add a line to each, anything else is said back.
/// </summary>
internal sealed class ScriptedModel : IModelProvider
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _gates = new();

    public string Name => "scripted";

    public IChatClient Create(string model) => new Client(this);

    /// <summary>Whether a reply waits, or has waited, for <paramref name="key"/>.</summary>
    public bool HasHeld(string key) => _gates.ContainsKey(key);

    public void Release(string key) => Gate(key).TrySetResult();

    private TaskCompletionSource Gate(string key) =>
        _gates.GetOrAdd(key, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    private async IAsyncEnumerable<string> Say(string asked, [EnumeratorCancellation] CancellationToken ct)
    {
        if (asked.StartsWith("{\"blocks\":", StringComparison.Ordinal))
        {
            yield return Propose(JsonNode.Parse(asked)!["blocks"]!.AsArray());
            yield break;
        }
        var words = asked.Split(' ');
        switch (words[0])
        {
            case "fail":
                throw new DependencyException("scripted", "a scripted failure", ErrorClass.Permanent);
            case "hold":
                yield return "first ";
                yield return "second ";
                await Gate(words[1]).Task.WaitAsync(ct);
                yield return "third";
                break;
            case "break":
                yield return "first ";
                throw new DependencyException("scripted", "the connection failed", ErrorClass.Transient);
            case "many":
                foreach (var n in Enumerable.Range(1, int.Parse(words[1], System.Globalization.CultureInfo.InvariantCulture)))
                    yield return $"{n} ";
                break;
            default:
                yield return $"You said: {asked}";
                break;
        }
    }

    private static string Propose(JsonArray blocks) => JsonSerializer.Serialize(new
    {
        changes = blocks.Select(block => new
        {
            label = block!["label"]!.GetValue<string>(),
            text = $"{block["text"]!.GetValue<string>()}\nProposed.",
            reason = "A test.",
        }),
    });

    private sealed class Client(ScriptedModel script) : IChatClient
    {
        public async Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken) =>
            await GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            var last = messages.Last(message => message.Role == ChatRole.User || message.Role == ChatRole.Tool);
            if (CallOf(last) is { } call)
            {
                yield return new ChatResponseUpdate(ChatRole.Assistant, [call]);
                yield break;
            }
            await foreach (var word in Words(last, options, cancellationToken))
                yield return new ChatResponseUpdate(ChatRole.Assistant, word);
            yield return new ChatResponseUpdate
            {
                Role = ChatRole.Assistant,
                FinishReason = ChatFinishReason.Stop,
                Contents = [
                    new UsageContent(new UsageDetails { InputTokenCount = 7, OutputTokenCount = 5, TotalTokenCount = 12 })],
            };
        }

        private static FunctionCallContent? CallOf(ChatMessage asked) =>
            asked.Role == ChatRole.User && asked.Text.Split(' ', 3) is ["call", var tool, var arguments]
            ? new FunctionCallContent(
                $"call-{Guid.NewGuid():N}", tool, JsonSerializer.Deserialize<Dictionary<string, object?>>(arguments))
            : null;

        private IAsyncEnumerable<string> Words(ChatMessage last, ChatOptions? options, CancellationToken ct) => last switch
        {
            { Role: var role } when role == ChatRole.Tool => One(
                $"The tool said: {last.Contents.OfType<FunctionResultContent>().Single().Result}"),
            { Text: "offered" } => One(string.Join(' ', (options?.Tools ?? []).Select(tool => tool.Name))),
            _ => script.Say(last.Text, ct),
        };

        private static IAsyncEnumerable<string> One(string text) => new[] { text }.ToAsyncEnumerable();

        public object? GetService(Type serviceType, object? serviceKey) => null;

        public void Dispose()
        {
        }
    }
}
