using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;
using Sanctum.Errors;
using Sanctum.Models.Remote;

namespace Sanctum.Models;

public sealed class ContextFitTests
{
    [Fact]
    public void What_fits_stays_as_it_is()
    {
        var messages = Conversation(10, 10, 10);

        Assert.Same(messages, ContextFit.Shorten(messages, 1_000));
    }

    [Fact]
    public void Exchange_that_fills_the_room_alone_goes_before_older_ones()
    {
        var kept = ContextFit.Shorten(Conversation(10, 5_000, 10), 1_000);

        Assert.Equal(
            ["instructions", "0", "2"],
            kept.Where(message => message.Role != ChatRole.Assistant).Select(message => message.Text.TrimEnd('x')));
    }

    [Fact]
    public void Oldest_exchanges_go_first_and_go_whole()
    {
        var kept = ContextFit.Shorten(Conversation(200, 200, 200, 200), 700);

        Assert.Equal(
            ["instructions", "2", "3"],
            kept.Where(message => message.Role != ChatRole.Assistant).Select(message => message.Text.TrimEnd('x')));
        Assert.Equal([ChatRole.System, ChatRole.User, ChatRole.Assistant, ChatRole.User], kept.Select(message => message.Role));
    }

    [Fact]
    public void What_was_recalled_goes_before_anything_else()
    {
        var messages = Conversation(200, 200, 200);
        messages.InsertRange(
            1,
            [
                new ChatMessage(ChatRole.User, new string('r', 100)) { MessageId = ContextFit.RecalledId },
                new ChatMessage(ChatRole.Assistant, "ok") { MessageId = ContextFit.RecalledId },
            ]);

        var kept = ContextFit.Shorten(messages, ContextFit.SizeOf(messages) - 1);

        Assert.Equal(Conversation(200, 200, 200).Select(message => message.Text), kept.Select(message => message.Text));
    }

    [Fact]
    public void Result_of_a_tool_in_the_present_exchange_is_cut()
    {
        List<ChatMessage> messages =
        [
            new(ChatRole.System, "instructions"), new(ChatRole.User, "read it"),
            new(ChatRole.Assistant, [new FunctionCallContent("1", "fetch_webpage")]),
            new(ChatRole.Tool, [new FunctionResultContent("1", new string('x', 100_000))]),
        ];

        var kept = ContextFit.Shorten(messages, 5_000);

        Assert.InRange(ContextFit.SizeOf(kept), 4_000, 5_000);
        Assert.Contains(
            "[cut:", (string)kept[^1].Contents.OfType<FunctionResultContent>().Single().Result!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("This model's maximum context length is 8192 tokens. However, your messages resulted in 9001 tokens.", null,
        8192, 9001)]
    [InlineData("This model's maximum context length is 4096 tokens. However, you requested 5000 tokens (4000 in the " +
        "messages, 1000 in the completion).", "400", 4096, 5000)]
    [InlineData("prompt is too long: 210000 tokens > 200000 maximum", "invalid_request_error", 200000, 210000)]
    [InlineData("The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).", null, 1048576,
        1200000)]
    [InlineData("the request exceeds the available context size. try increasing the context size or enable context shift",
        "exceed_context_size_error", null, null)]
    [InlineData("Prompt contains 40000 tokens and 0 draft tokens, too large for model with 32768 maximum context length", null,
        32768, 40000)]
    [InlineData("too long", "context_length_exceeded", null, null)]
    public void Refusal_for_length_is_known_with_its_numbers(string message, string? code, int? limit, int? sent)
    {
        var failure = new ProviderError(message, null, code, 400).ToException("test");

        var overflow = Assert.IsType<ContextOverflow>(failure.InnerException);
        Assert.Equal(((long?)limit, (long?)sent), (overflow.LimitTokens, overflow.SentTokens));
        Assert.Equal(ErrorClass.Permanent, failure.Class);
    }

    [Theory]
    [InlineData("max_tokens must be at least 1")]
    [InlineData("No such model.")]
    [InlineData("Rate limit reached: 10000 tokens per minute.")]
    public void Other_refusals_are_not(string message) =>
        Assert.Null(new ProviderError(message, null, null, 400).ToException("test").InnerException);

    [Fact]
    public void Each_refusal_makes_less_fit_for_that_model_only()
    {
        var contexts = new ModelContexts([], new TokenCounter(), NullLogger<ModelContexts>.Instance);
        var refused = new ProviderError("The context length is exceeded.", null, null, 400).ToException("test");
        var messages = Conversation([.. Enumerable.Repeat(100, 20)]);

        Assert.Same(messages, contexts.Fit(contexts.WindowOf("test/a", 0), messages, []));
        Assert.True(contexts.Learn("test/a", refused, ContextFit.SizeOf(messages)));
        var once = ContextFit.SizeOf(contexts.Fit(contexts.WindowOf("test/a", 0), messages, []));
        Assert.True(contexts.Learn("test/a", refused, once));

        Assert.True(ContextFit.SizeOf(contexts.Fit(contexts.WindowOf("test/a", 0), messages, [])) < once);
        Assert.Same(messages, contexts.Fit(contexts.WindowOf("test/b", 0), messages, []));
        Assert.False(contexts.Learn("test/a", new DependencyException("test", "is busy", ErrorClass.Transient), 1));
    }

    private static List<ChatMessage> Conversation(params int[] sizes)
    {
        var messages = new List<ChatMessage> { new(ChatRole.System, "instructions") };
        for (var i = 0; i < sizes.Length; i++)
        {
            messages.Add(new ChatMessage(
                ChatRole.User, i.ToString(System.Globalization.CultureInfo.InvariantCulture) + new string('x', sizes[i])));
            if (i < sizes.Length - 1)
                messages.Add(new ChatMessage(ChatRole.Assistant, "ok"));
        }
        return messages;
    }
}
