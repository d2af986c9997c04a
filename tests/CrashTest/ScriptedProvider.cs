using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Sanctum.Models;

namespace Sanctum.CrashTest;

/// <summary>
/// A model that calls both tools for every message, then replies; it takes its time, so that kills meet it at work.
/// </summary>
internal sealed class ScriptedProvider(IConfiguration configuration) : IModelProvider, IChatClient
{
    private const int DefaultMaxDelay = 30;
    private readonly int _maxDelay = configuration.GetValue("CrashTest:MaxModelDelay", DefaultMaxDelay);
    private int _inProgress;

    /// <summary>How many turns of this process wait for the model now.</summary>
    public int InProgress => Volatile.Read(ref _inProgress);

    public string Name => "scripted";

    public IChatClient Create(string model) => model == "echo" ? new EchoModel() : this;

    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var all = messages.ToList();
        var asked = all.FindLastIndex(message => message.Role == ChatRole.User);
        var text = all[asked].Text;
        var hasResults = all.Skip(asked).Any(message => message.Role == ChatRole.Tool);
        await Think(cancellationToken);
        if (!hasResults)
        {
            var arguments = new Dictionary<string, object?> { ["message"] = text };
            yield return new ChatResponseUpdate(ChatRole.Assistant, [
                new FunctionCallContent("1", "record_once", arguments), new FunctionCallContent(
                    "2", "record_unrepeatable", arguments),
            ]);
            yield break;
        }
        yield return new ChatResponseUpdate(ChatRole.Assistant, $"reply to {text}");
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }

    private async Task Think(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _inProgress);
        try
        {
            await Task.Delay(Random.Shared.Next(0, _maxDelay), cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _inProgress);
        }
    }
}
