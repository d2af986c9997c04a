using Microsoft.Extensions.AI;
using Sanctum.Errors;
using Sanctum.Models;

namespace Sanctum.Recording;

/// <summary>Answers as the recording has it, and fails as it has it; no model is asked.</summary>
internal sealed class ReplayingModelGateway(RecordedTraffic recording, RequestKeys keys) : IModelGateway
{
    public IAsyncEnumerable<ChatResponseUpdate> StreamAsync(
        string model, IReadOnlyList<ChatMessage> messages, ChatOptions options, CancellationToken cancellationToken) =>
        Replay(model, RecordedMessage.From(messages)).ToAsyncEnumerable();

    private IEnumerable<ChatResponseUpdate> Replay(string model, IReadOnlyList<RecordedMessage> shown)
    {
        if (recording.Next(keys.OfModel(model, shown)) is not ModelExchange exchange)
            throw Unknown(model, shown);
        foreach (var update in exchange.Updates)
            yield return update.ToUpdate();
        if (exchange.Failure is { } failure)
            throw failure.ToException();
    }

    private DependencyException Unknown(string model, IReadOnlyList<RecordedMessage> shown) => new(
        "recording", $"{recording.Name} holds no answer of {model} to this conversation. {Difference(model, shown)}",
        ErrorClass.Permanent);

    private string Difference(string model, IReadOnlyList<RecordedMessage> shown)
    {
        var asked = shown.Select(RequestKeys.Canonical).ToList();
        var nearest = recording.All.OfType<ModelExchange>().Where(exchange => exchange.Model == model)
            .Select(exchange => exchange.Messages.Select(RequestKeys.Canonical).ToList())
            .MaxBy(known => known.Zip(asked).Count(pair => pair.First == pair.Second) - Math.Abs(known.Count - asked.Count));
        if (nearest is null)
            return "It has none of this model at all.";
        var first = nearest.Zip(asked).TakeWhile(pair => pair.First == pair.Second).Count();
        return first < asked.Count
            ? $"The nearest that it knows differs from message {first + 1} on ({shown[first].Role})."
            : $"The nearest that it knows goes on for {nearest.Count - first} more.";
    }
}
