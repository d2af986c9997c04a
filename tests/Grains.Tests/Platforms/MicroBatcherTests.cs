using Sanctum.Platforms.Accounts;

namespace Sanctum.Platforms;

public sealed class MicroBatcherTests
{
    private readonly List<string> _pages = [];

    [Fact]
    public async Task What_comes_together_shares_a_page_up_to_its_limit()
    {
        var answers = await AskTogether(["a", "b", "c"]);

        Assert.Equal(["a,b", "c"], _pages);
        Assert.Equal(["a!", "b!", "c!"], answers);
    }

    [Fact]
    public async Task Page_that_fails_is_answered_and_the_next_one_runs()
    {
        var answers = await AskTogether(["a", "wrong", "c"]);

        Assert.Equal(["a,wrong", "c"], _pages);
        Assert.Equal(["failed", "failed", "c!"], answers);
    }

    // On a scheduler that runs one thing at a time, as a grain's does.
    private Task<string[]> AskTogether(string[] texts) => Task.Factory.StartNew(
        () =>
        {
            var batcher = new MicroBatcher<Question>(
                maxPerPage: 2, Run, static (question, _) => question.Answer.TrySetResult("failed"));
            var questions = Array.ConvertAll(texts, text => new Question(text));
            Array.ForEach(questions, batcher.Add);
            return Task.WhenAll(questions.Select(question => question.Answer.Task));
        },
        CancellationToken.None, TaskCreationOptions.None, new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler).Unwrap();

    private async Task Run(List<Question> page)
    {
        _pages.Add(string.Join(',', page.Select(question => question.Text)));
        await Task.Yield();
        if (page.Exists(question => question.Text == "wrong"))
            throw new InvalidOperationException("wrong");
        page.ForEach(question => question.Answer.TrySetResult($"{question.Text}!"));
    }

    private sealed record Question(string Text)
    {
        public TaskCompletionSource<string> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
