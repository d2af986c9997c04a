using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.AI;
using Sanctum.Models.Local;

namespace Sanctum.Models;

public sealed class LocalModelTests
{
    [Fact]
    public void Answers_any_text_and_always_the_same() =>
        Check.One(
            Config.QuickThrowOnFailure, Prop.ForAll<string?, string?>((system, user) => Say(system, user) == Say(system, user)));

    [Theory]
    [InlineData("What is 6 * 7?", "6 * 7")]
    [InlineData("and -2 + (3.5 - 1) please", "-2 + (3.5 - 1)")]
    [InlineData("9 lives, then 2^10", "2^10")]
    [InlineData("(1+2)*3", "(1+2)*3")]
    [InlineData("room 101, floor 3", null)]
    [InlineData("2026-11-28", "2026-11-28")]
    [InlineData("- - -", null)]
    [InlineData("1 +", null)]
    [InlineData("", null)]
    public void Calculation_is_found_in_a_sentence(string text, string? expected) =>
        Assert.Equal(expected, Arithmetic.Find(text));

    // A pattern that looks at a character twice for each before it would take hours.
    [Theory]
    [InlineData("1")]
    [InlineData("(")]
    [InlineData("-(")]
    [InlineData("1 ")]
    [InlineData("1+(")]
    [InlineData("<block label=\"a\">\n")]
    public void Long_text_is_read_in_time_that_grows_with_its_length(string part)
    {
        var text = string.Concat(Enumerable.Repeat(part, 500_000));

        Arithmetic.Find(text);
        Say(text, text);
    }

    [Theory]
    [InlineData("Where does the Marlin lie?", "The Marlin lies in berth 42. (from my archival memory, boat.md)")]
    [InlineData("Who is Ann?", "Ann sails. (from my memory block \"humans\")")]
    [InlineData("And the weather?", "I have noted what you said: \"And the weather?\".")]
    public async Task Question_is_answered_from_recalled_passages_and_blocks(string question, string answer)
    {
        const string Instructions = "You are ada. An agent.\n<block label=\"humans\">\nAnn sails.\n</block>\n";
        const string Recalled =
            "(These passages may concern the newest message.)\n\n<passage source=\"boat.md\" date=\"2026-11-30\">\n" +
            "The engine is a Yanmar. The Marlin lies in berth 42.\n</passage>\n<passage source=\"\" date=\"2026-11-30\">\ncut";

        var said = await new LocalChatClient().GetResponseAsync(
            [
                new(ChatRole.System, Instructions), new(ChatRole.User, Recalled), new(ChatRole.Assistant, "Noted."),
                new(ChatRole.User, question),
            ]);

        Assert.StartsWith(answer, said.Text, StringComparison.Ordinal);
    }

    private static string Say(string? system, string? user) => new LocalChatClient()
        .GetResponseAsync([new(ChatRole.System, system ?? ""), new(ChatRole.User, user ?? "")]).GetAwaiter().GetResult().Text;
}
