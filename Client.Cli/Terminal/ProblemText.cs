using Sanctum.Connection;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Sanctum.Terminal;

/// <summary>
/// A problem for people: what it is, then every field that was refused, or else this occurrence, and where the log has more.
/// </summary>
internal static class ProblemText
{
    public static IRenderable Of(Problem problem)
    {
        var text = new Paragraph().Append("sanctum: ").Append(
            Printable.Text(problem.Title), new Style(Color.Red, decoration: Decoration.Bold));
        foreach (var line in Lines(problem).Concat(ConflictLines(problem)).Concat(TraceLine(problem)))
            text.Append($"{Environment.NewLine}  {Printable.Text(line)}");
        return text.Append(Environment.NewLine);
    }

    private static IEnumerable<string> Lines(Problem problem)
    {
        if (problem.Errors is { Length: > 0 } errors)
            return errors.Select(Describe);
        return problem.Detail is { } detail ? [detail] : [];
    }

    private static IEnumerable<string> ConflictLines(Problem problem) => problem.Conflict is { } conflict
        ? [$"the text now, version {conflict.Version}:", conflict.Present, "the text that was refused:", conflict.Proposed]
        : [];

    private static IEnumerable<string> TraceLine(Problem problem) => problem.TraceId is { } trace ? [$"trace id: {trace}"] : [];

    private static string Describe(FieldError error) => (error.Line, error.Column) switch
    {
        ({ } line, { } column) => $"line {line}, column {column}: {error.Field}: {error.Message}",
        ({ } line, null) => $"line {line}: {error.Field}: {error.Message}",
        _ => $"{error.Field}: {error.Message}",
    };
}
