using System.Text.RegularExpressions;
using Cel;

namespace Sanctum.Policies;

/// <summary>What evaluating a condition came to.</summary>
internal enum ConditionResult
{
    /// <summary>It is true.</summary>
    Holds,

    /// <summary>It is false.</summary>
    DoesNotHold,

    /// <summary>It names a field that is not there, or is no yes or no.</summary>
    Failed,
}

/// <summary>
/// A condition in CEL (https://github.com/google/cel-spec), bounded so that no document can hold a silo up: in length, in depth
/// of brackets, in loops within loops, and in the time that a pattern takes.
/// </summary>
internal sealed partial class CelCondition
{
    /// <summary>How long a condition may be.</summary>
    public const int MaxCharacters = 1_000;

    private const int MaxDepth = 32;
    private const int MaxLoops = 2;

    private static readonly CelEnvironment Environment = CreateEnvironment();
    private static readonly Lock Compiling = new();

    private readonly CelProgramDelegate _program;

    private CelCondition(CelProgramDelegate program) => _program = program;

    /// <summary>Compiles a condition.</summary>
    /// <returns>The condition, or what is wrong with the text, as the end of a sentence about it.</returns>
    public static (CelCondition? Condition, string? Error) Compile(string text)
    {
        if (text.Length is 0 or > MaxCharacters)
            return (null, $"has {text.Length} characters; 1 to {MaxCharacters} are allowed.");
        if (DepthOf(text) > MaxDepth)
            return (null, $"has brackets nested deeper than {MaxDepth}.");
        if (Loop().Count(text) > MaxLoops)
            return (null, $"has more than {MaxLoops} of all, exists, exists_one, filter and map.");
        try
        {
            lock (Compiling)
                return (new CelCondition(Environment.Compile(text)), null);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return (null, $"is not CEL: {exception.Message.Split('\n', 2)[0].TrimEnd('.', ' ')}.");
        }
    }

    /// <summary>Evaluates the condition.</summary>
    public ConditionResult Test(IDictionary<string, object?> input)
    {
        try
        {
            return _program(input) switch
            {
                true => ConditionResult.Holds,
                false => ConditionResult.DoesNotHold,
                _ => ConditionResult.Failed,
            };
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // What cannot be evaluated does not decide; the caller refuses.
            return ConditionResult.Failed;
        }
    }

    private static CelEnvironment CreateEnvironment()
    {
        var environment = new CelEnvironment(null, null);
        // The library's own takes as long as the pattern likes.
        environment.RegisterFunction("matches", [typeof(string), typeof(string)], Matches);
        return environment;
    }

    private static object? Matches(object?[] arguments) => Regex.IsMatch(
        (string)arguments[0]!, (string)arguments[1]!, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    // Brackets in texts count too: a bound that is too strict refuses a condition that nobody needs.
    private static int DepthOf(string text)
    {
        var (depth, deepest) = (0, 0);
        foreach (var letter in text)
        {
            if (letter is '(' or '[' or '{')
                deepest = Math.Max(deepest, ++depth);
            else if (letter is ')' or ']' or '}')
                depth--;
        }
        return deepest;
    }

    [GeneratedRegex(@"\.\s*(all|exists|exists_one|filter|map)\s*\(", RegexOptions.CultureInvariant)]
    private static partial Regex Loop();
}
