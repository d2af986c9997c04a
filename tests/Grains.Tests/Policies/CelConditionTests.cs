namespace Sanctum.Policies;

public sealed class CelConditionTests
{
    private static readonly Dictionary<string, object?> Input = new()
    {
        ["agent"] = new Dictionary<string, object?> { ["id"] = "guest-1", ["tools"] = new List<object?> { "a", "b" } },
        ["tool"] = new Dictionary<string, object?>
        {
            ["name"] = "shell",
            ["arguments"] = new Dictionary<string, object?> { ["count"] = 3L, ["text"] = new string('a', 40) + "!" },
        },
        ["now"] = new DateTimeOffset(2026, 11, 29, 23, 0, 0, TimeSpan.Zero),
    };

    [Theory]
    [InlineData("agent.id.startsWith('guest-')", "Holds")]
    [InlineData("tool.name in ['shell', 'python'] && tool.arguments.count > 2", "Holds")]
    [InlineData("agent.tools.exists(tool, tool == 'c')", "DoesNotHold")]
    [InlineData("has(agent.model)", "DoesNotHold")]
    [InlineData("now.getHours() >= 22", "Holds")]
    [InlineData("now.getHours('Europe/Berlin') == 0", "Holds")]
    [InlineData("agent.model == 'local/default'", "Failed")]
    [InlineData("nobody.id == 'x'", "Failed")]
    [InlineData("tool.arguments.count", "Failed")]
    [InlineData("tool.arguments.text.matches('[')", "Failed")]
    [InlineData("tool.arguments.text.matches('^(a+)+$')", "DoesNotHold")]
    public void A_condition_holds_or_not_or_cannot_be_evaluated(string text, string expected)
    {
        var (condition, error) = CelCondition.Compile(text);

        Assert.Null(error);
        Assert.Equal(expected, condition!.Test(Input).ToString());
    }

    public static TheoryData<string, string> Refused => new()
    {
        { "", "has 0 characters" },
        { new string('a', 1_001), "has 1001 characters" },
        { "1 +", "is not CEL" },
        { new string('(', 33) + "true" + new string(')', 33), "nested deeper than 32" },
        { "agent.tools.all(a, agent.tools.all(b, agent.tools.exists(c, true)))", "more than 2 of all" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void A_condition_beyond_the_bounds_is_refused(string text, string expected) =>
        Assert.Contains(expected, CelCondition.Compile(text).Error, StringComparison.Ordinal);

    // The deepest that the bounds let through must not exhaust the stack.
    [Theory]
    [InlineData("(", ")", 32)]
    [InlineData("!", "", 990)]
    [InlineData("true ? true : ", "", 70)]
    [InlineData("true && ", "", 120)]
    [InlineData("-", "", 990)]
    public void What_fits_the_bounds_compiles_or_is_refused_and_can_be_evaluated(string before, string after, int times)
    {
        var text = string.Concat(Enumerable.Repeat(before, times)) + "true" + string.Concat(Enumerable.Repeat(after, times));

        var (condition, error) = CelCondition.Compile(text);

        Assert.True(error is not null || Enum.IsDefined(condition!.Test(Input)));
    }
}
