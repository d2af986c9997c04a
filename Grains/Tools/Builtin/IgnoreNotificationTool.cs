using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Sanctum.Turns;

namespace Sanctum.Tools.Builtin;

/// <summary>Ends the turn without a reply, and says why.</summary>
internal sealed class IgnoreNotificationTool : ITool<IgnoreNotificationTool.Arguments>
{
    public string Name => "ignore_notification";

    public string Description =>
        "Ignores the message that you were sent: your turn ends, nothing is posted, and the reason is kept for the operators.";

    public ToolEffects Effects => ToolEffects.None;

    public bool StaysInside => true;

    public string? EndsTurnAs => StopReasons.Ignored;

    public Task<string> Invoke(Arguments arguments, ToolContext context, CancellationToken cancellationToken)
    {
        var category = JsonNamingPolicy.SnakeCaseLower.ConvertName(arguments.Category.ToString());
        return Task.FromResult($"{category}: {OneLine.Of("reason", arguments.Reason)}");
    }

    internal sealed record Arguments(
        [Description("Why it is ignored."), StringLength(500, MinimumLength = 1)] string Reason,
        [Description("What it is.")] IgnoredCategory Category);

    internal enum IgnoredCategory
    {
        Bot,
        Spam,
        NotRelevant,
        HandledElsewhere,
    }
}
