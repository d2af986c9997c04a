using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Sanctum.Conformance.Models;
using Sanctum.Errors;
using Xunit.Sdk;

namespace Sanctum.Models.Conformance;

/// <summary>The suite fails a provider that breaks a promise.</summary>
public sealed class SuiteTests
{
    public static TheoryData<string, string> Broken => new()
    {
        { "no end", nameof(ModelProviderConformance.Text_is_streamed_and_ends_with_a_finish_reason) },
        { "no usage", nameof(ModelProviderConformance.Usage_is_told) },
        { "half a call", nameof(ModelProviderConformance.Tool_call_comes_whole) },
        { "deaf", nameof(ModelProviderConformance.Cancelled_call_ends_as_cancelled) },
        { "other words", nameof(ModelProviderConformance.Whole_answer_has_the_text_of_the_stream) },
    };

    [Theory, MemberData(nameof(Broken))]
    public async Task Broken_promise_fails_its_fact(string mistake, string fact)
    {
        var suite = new Suite(mistake);
        await suite.InitializeAsync();

        await Assert.ThrowsAnyAsync<XunitException>(() => suite.Run(fact));
    }

    [Theory]
    [InlineData("transient refusals", ModelFailure.WrongKey, ErrorClass.Permanent)]
    [InlineData("permanent trouble", ModelFailure.Broken, ErrorClass.Transient)]
    public async Task Wrong_class_of_a_failure_fails_its_fact(string mistake, ModelFailure failure, ErrorClass expected)
    {
        var suite = new Suite(mistake);
        await suite.InitializeAsync();

        await Assert.ThrowsAnyAsync<XunitException>(() => suite.Failure_is_classified(failure, expected));
    }

    private sealed class Suite(string mistake) : ModelProviderConformance
    {
        public Task Run(string fact) => (Task)typeof(ModelProviderConformance).GetMethod(fact)!.Invoke(this, null)!;

        protected override Task<ModelStandIn> StartAsync() => Task.FromResult<ModelStandIn>(new BrokenModel(mistake));
    }

    private sealed class BrokenModel(string mistake) : ModelStandIn, IModelProvider, IChatClient
    {
        private ModelFailure? _failure;
        private bool _calls;

        public override IModelProvider Provider => this;

        public string Name => "broken";

        public IChatClient Create(string model) => this;

        public override IReadOnlyList<ChatMessage> AskForText() => Ask(calls: false);

        public override IReadOnlyList<ChatMessage> AskForCall() => Ask(calls: true);

        public override IReadOnlyList<ChatMessage> AskForFailure(ModelFailure failure)
        {
            _failure = failure;
            return Ask(calls: false);
        }

        public Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, mistake == "other words" ? "Bye" : "Hello")));

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null,
            [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            if (mistake != "deaf")
                cancellationToken.ThrowIfCancellationRequested();
            if (_failure is not null)
                throw new DependencyException(
                    Name, "failed.", mistake == "permanent trouble" ? ErrorClass.Permanent : ErrorClass.Transient);
            var arguments = mistake == "half a call" ? null : new Dictionary<string, object?> { ["expression"] = "6 * 7" };
            yield return _calls
                ? new ChatResponseUpdate(ChatRole.Assistant, [new FunctionCallContent("1", "calculate", arguments)])
                : new ChatResponseUpdate(ChatRole.Assistant, "Hello");
            if (mistake != "no usage")
                yield return new ChatResponseUpdate(
                    ChatRole.Assistant, [new UsageContent(new UsageDetails { InputTokenCount = 1, OutputTokenCount = 1 })]);
            if (mistake != "no end")
                yield return new() { FinishReason = _calls ? ChatFinishReason.ToolCalls : ChatFinishReason.Stop };
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }

        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private IReadOnlyList<ChatMessage> Ask(bool calls)
        {
            _calls = calls;
            return [new ChatMessage(ChatRole.User, "Hi")];
        }
    }
}
