using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Sanctum.Errors;
using Sanctum.Models;

namespace Sanctum.Recording;

/// <summary>
/// Asks models as ever and writes down what they answer, or how they fail. An answer that nobody waited for is not one.
/// </summary>
internal sealed class RecordingModelGateway(
    IModelGateway live, Recorder recorder, RequestKeys keys, TimeProvider clock) : IModelGateway
{
    public async IAsyncEnumerable<ChatResponseUpdate> StreamAsync(
        string model, IReadOnlyList<ChatMessage> messages, ChatOptions options,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var updates = new List<RecordedUpdate>();
        await using var answer = live.StreamAsync(model, messages, options, cancellationToken)
            .GetAsyncEnumerator(cancellationToken);
        while (await Next())
        {
            updates.Add(RecordedUpdate.From(answer.Current));
            yield return answer.Current;
        }
        Record(null);

        async Task<bool> Next()
        {
            try
            {
                return await answer.MoveNextAsync();
            }
            catch (DependencyException failure)
            {
                Record(RecordedFailure.Of(failure));
                throw;
            }
        }

        void Record(RecordedFailure? failure)
        {
            var shown = RecordedMessage.From(messages);
            string[] tools = [.. (options.Tools ?? []).Select(tool => tool.Name)];
            recorder.Add(new ModelExchange(model, shown, tools, updates, failure)
            {
                Request = keys.OfModel(model, shown),
                At = clock.GetUtcNow(),
            });
        }
    }
}
