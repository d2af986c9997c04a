using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Sanctum.Models;

namespace Sanctum;

/// <summary>A model whose answers a test writes, by the words that it is asked.</summary>
public sealed class ScriptedModel : IModelProvider, IChatClient
{
    private readonly ConcurrentDictionary<string,
    Func<IReadOnlyList<ChatMessage>, CancellationToken, Task<ChatResponseUpdate>>> _answers = new();

    private readonly ConcurrentDictionary<string,
    Func<IReadOnlyList<ChatMessage>, CancellationToken, Task<ChatResponseUpdate>>> _answersByPart = new();

    public string Name => "scripted";

    /// <summary>The questions in the order in which the model was asked.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    /// <summary>
    /// Says what to answer when the newest words of the person are <paramref name="question"/>; else the model repeats them.
    /// </summary>
    public void On(string question, Func<IReadOnlyList<ChatMessage>, CancellationToken, Task<ChatResponseUpdate>> answer) =>
        _answers[question] = answer;

    /// <summary>Says what to answer when a summary is asked for of a record that holds <paramref name="part"/>.</summary>
    public void OnSummaryOf(
        string part, Func<IReadOnlyList<ChatMessage>, CancellationToken, Task<ChatResponseUpdate>> answer) =>
        _answersByPart[part] = answer;

    /// <summary>Says what to answer when a review of blocks is asked for, one of which is <paramref name="label"/>.</summary>
    public void OnReviewOf(
        string label, Func<IReadOnlyList<ChatMessage>, CancellationToken, Task<ChatResponseUpdate>> answer) =>
        _answersByPart[$"\"label\":\"{label}\""] = answer;

    /// <summary>Answers <paramref name="question"/> only after it was released.</summary>
    public HeldAnswer Hold(string question)
    {
        var held = new HeldAnswer();
        On(question, async (_, cancelled) =>
        {
            await held.Released.WaitAsync(cancelled);
            return new ChatResponseUpdate(ChatRole.Assistant, "Now.");
        });
        return held;
    }

    public IChatClient Create(string model) => this;

    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var all = messages.ToList();
        var question = all.Last(message => message.Role == ChatRole.User).Text;
        Asked.Enqueue(question);
        yield return (_answers.GetValueOrDefault(question) ?? AnswerByPart(question)) is { } answer
            ? await answer(all, cancellationToken)
            : new ChatResponseUpdate(ChatRole.Assistant, $"You said: {question}");
    }

    private Func<IReadOnlyList<ChatMessage>, CancellationToken, Task<ChatResponseUpdate>>? AnswerByPart(string question) =>
        question.StartsWith("<record>", StringComparison.Ordinal) || question.StartsWith("{\"blocks\":", StringComparison.Ordinal)
        ? _answersByPart.FirstOrDefault(answer => question.Contains(answer.Key, StringComparison.Ordinal)).Value
        : null;

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}

/// <summary>An answer that waits until the test lets it go, at the latest at the test's end.</summary>
public sealed class HeldAnswer : IDisposable
{
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Released => _released.Task;

    public void Release() => _released.TrySetResult();

    public void Dispose() => Release();
}
