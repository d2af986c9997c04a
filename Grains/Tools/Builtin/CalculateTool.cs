using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace Sanctum.Tools.Builtin;

/// <summary>Does sums.</summary>
internal sealed class CalculateTool : ITool<CalculateTool.Arguments>
{
    public string Name => "calculate";

    public string Description =>
        "Calculates an arithmetic expression with + - * / % ^, parentheses, pi, e and functions such " +
        "as sqrt, round, min, max, sin, log.";

    public ToolEffects Effects => ToolEffects.None;

    public bool StaysInside => true;

    public Task<string> Invoke(Arguments arguments, ToolContext context, CancellationToken cancellationToken)
    {
        var value = Expression.Evaluate(arguments.Expression);
        return Task.FromResult($"{arguments.Expression} = {value.ToString("G15", CultureInfo.InvariantCulture)}");
    }

    internal sealed record Arguments(
        [Description("The expression, such as (1 + 2) * 3."), StringLength(1_000, MinimumLength = 1)] string Expression);
}
