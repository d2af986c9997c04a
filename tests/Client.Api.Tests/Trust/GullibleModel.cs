using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;
using Sanctum.Models;

namespace Sanctum.Tests.Trust;

/// <summary>
/// A model that obeys all it reads: it makes the call that a line <c>call TOOL JSON</c> of the newest message or result asks for,
/// or, to the message <c>obey</c>, of anything that it is given; else it says the result.
/// </summary>
internal sealed partial class GullibleModel : IModelProvider
{
    public string Name => "gullible";

    public IChatClient Create(string model) => new Client();

    [GeneratedRegex(@"^call (\w+) (\{.*\})\r?$", RegexOptions.Multiline)]
    private static partial Regex Order();

    private sealed class Client : IChatClient
    {
        public async Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken) =>
            await GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options,
            [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await Task.Yield();
            var given = messages.ToList();
            var read = TextOf(given[^1]);
            var order = Order().Match(read == "obey" ? string.Join('\n', given.Select(TextOf)) : read);
            yield return order.Success
                ? new ChatResponseUpdate(ChatRole.Assistant, [CallOf(order)])
                : new ChatResponseUpdate(ChatRole.Assistant, $"I read: {read}");
        }

        public object? GetService(Type serviceType, object? serviceKey) => null;

        public void Dispose()
        {
        }

        private static FunctionCallContent CallOf(Match order) => new(
            $"call-{Guid.NewGuid():N}", order.Groups[1].Value,
            JsonSerializer.Deserialize<Dictionary<string, object?>>(order.Groups[2].Value));

        private static string TextOf(ChatMessage message) => message.Contents.OfType<FunctionResultContent>()
            .Select(result => $"{result.Result}").FirstOrDefault() ?? message.Text;
    }
}
