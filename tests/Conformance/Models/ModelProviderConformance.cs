using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;
using Sanctum.Errors;

namespace Sanctum.Conformance.Models;

/// <summary>
/// What Sanctum relies on in every provider of models. Derive from it and answer your provider with what makes it answer; a test
/// runner finds the facts.
/// </summary>
public abstract partial class ModelProviderConformance : IAsyncLifetime
{
    private const int Callers = 8;
    private static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(30);

    private ModelStandIn _model = null!;

    /// <summary>Starts the provider and a stand-in of this test's own.</summary>
    protected abstract Task<ModelStandIn> StartAsync();

    /// <inheritdoc/>
    public async Task InitializeAsync() => _model = await StartAsync();

    /// <inheritdoc/>
    public async Task DisposeAsync() => await _model.DisposeAsync();

    /// <summary>The name can stand before the slash of a model's name.</summary>
    [Fact]
    public void It_describes_itself_as_the_contract_says()
    {
        Assert.Matches(ProviderName(), _model.Provider.Name);
        Assert.InRange(_model.Provider.ContextLength, 0, int.MaxValue);
    }

    /// <summary>A stream has text and ends with the reason why it ended; a reason that is said twice is the same.</summary>
    [Fact]
    public async Task Text_is_streamed_and_ends_with_a_finish_reason()
    {
        var updates = await Stream(_model.AskForText());

        Assert.NotEqual("", string.Concat(updates.Select(update => update.Text)));
        var reasons = updates.Select(update => update.FinishReason).OfType<ChatFinishReason>().Distinct();
        Assert.Equal([ChatFinishReason.Stop], reasons);
    }

    /// <summary>What an answer cost is told.</summary>
    [Fact]
    public async Task Usage_is_told()
    {
        var answer = (await Stream(_model.AskForText())).ToChatResponse();

        Assert.True(answer.Usage?.InputTokenCount > 0, "Input tokens are not told.");
        Assert.True(answer.Usage?.OutputTokenCount > 0, "Output tokens are not told.");
    }

    /// <summary>A call of a tool is one content with an id and arguments that can be read.</summary>
    [Fact]
    public async Task Tool_call_comes_whole()
    {
        var updates = await Stream(_model.AskForCall());

        var call = Assert.Single(updates.SelectMany(update => update.Contents).OfType<FunctionCallContent>());
        Assert.Equal(ModelStandIn.Calculate.Name, call.Name);
        Assert.NotEqual("", call.CallId);
        Assert.Equal("6 * 7", call.Arguments?["expression"]?.ToString());
        Assert.Equal(ChatFinishReason.ToolCalls, updates.ToChatResponse().FinishReason);
    }

    /// <summary>What a tool answered goes back to the model, which continues.</summary>
    [Fact]
    public async Task Result_of_a_tool_is_taken()
    {
        var asked = _model.AskForCall();
        var call = (await Stream(asked)).SelectMany(update => update.Contents).OfType<FunctionCallContent>().Single();
        _ = _model.AskForText();

        var answer = await Stream(
            [.. asked, new(ChatRole.Assistant, [call]), new(ChatRole.Tool, [new FunctionResultContent(call.CallId, "42")])]);

        Assert.NotEqual("", string.Concat(answer.Select(update => update.Text)));
    }

    /// <summary>Both ways to ask answer the same.</summary>
    [Fact]
    public async Task Whole_answer_has_the_text_of_the_stream()
    {
        var streamed = (await Stream(_model.AskForText())).ToChatResponse();

        var whole = await Client().GetResponseAsync(_model.AskForText()).WaitAsync(MaxTime);

        Assert.Equal(streamed.Text, whole.Text);
    }

    /// <summary>A turn that was cancelled pays for nothing more.</summary>
    [Fact]
    public async Task Cancelled_call_ends_as_cancelled()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Stream(_model.AskForText(), cancelled.Token));
    }

    /// <summary>A server that says nothing keeps nobody who has left.</summary>
    [Fact]
    public async Task Cancellation_ends_a_wait_for_an_answer()
    {
        if (_model.AskForFailure(ModelFailure.Silent) is not { } asked)
            return;
        using var leaving = new CancellationTokenSource();
        var answer = Stream(asked, leaving.Token);
        Assert.False(answer.IsCompleted);

        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
    }

    /// <summary>One client serves many turns at once.</summary>
    [Fact]
    public async Task Many_ask_one_client_at_once()
    {
        var client = Client();
        var asked = Enumerable.Range(0, Callers).Select(_ => _model.AskForText()).ToList();

        var answers = await Task.WhenAll(asked.Select(messages => client.GetResponseAsync(messages))).WaitAsync(MaxTime);

        Assert.All(answers, answer => Assert.NotEqual("", answer.Text));
    }

    /// <summary>The class of a failure says whether the turn is tried again.</summary>
    [Theory]
    [InlineData(ModelFailure.WrongKey, ErrorClass.Permanent)]
    [InlineData(ModelFailure.InvalidRequest, ErrorClass.Permanent)]
    [InlineData(ModelFailure.TooLong, ErrorClass.Permanent)]
    [InlineData(ModelFailure.RateLimited, ErrorClass.Transient)]
    [InlineData(ModelFailure.Broken, ErrorClass.Transient)]
    [InlineData(ModelFailure.CutOff, ErrorClass.Transient)]
    public async Task Failure_is_classified(ModelFailure failure, ErrorClass expected)
    {
        if (_model.AskForFailure(failure) is not { } asked)
            return;

        var thrown = await Assert.ThrowsAsync<DependencyException>(() => Stream(asked));

        Assert.Equal(expected, thrown.Class);
        if (failure == ModelFailure.TooLong)
            Assert.Equal(ErrorCodes.ContextTooLong, thrown.Code);
    }

    private IChatClient Client() => _model.Provider.Create(_model.Model);

    private async Task<List<ChatResponseUpdate>> Stream(
        IReadOnlyList<ChatMessage> messages, CancellationToken cancellationToken = default)
    {
        var updates = new List<ChatResponseUpdate>();
        var options = new ChatOptions { Tools = [ModelStandIn.Calculate] };
        using var patience = new CancellationTokenSource(MaxTime);
        await foreach (var update in Client().GetStreamingResponseAsync(messages, options, cancellationToken)
            .WithCancellation(CancellationToken.None))
        {
            Assert.False(patience.IsCancellationRequested, "The answer takes too long.");
            updates.Add(update);
        }
        return updates;
    }

    [GeneratedRegex("^[a-z][a-z0-9-]*$")]
    private static partial Regex ProviderName();
}
