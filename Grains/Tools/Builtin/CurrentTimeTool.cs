using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Sanctum.Errors;

namespace Sanctum.Tools.Builtin;

/// <summary>Tells the time.</summary>
internal sealed class CurrentTimeTool(TimeProvider clock) : ITool<CurrentTimeTool.Arguments>
{
    public string Name => "current_time";

    public string Description => "Tells the current date and time, in UTC or in a time zone.";

    public ToolEffects Effects => ToolEffects.None;

    public Task<string> Invoke(Arguments arguments, ToolContext context, CancellationToken cancellationToken)
    {
        var zone = TimeZoneInfo.Utc;
        if (arguments.TimeZone is { } name && !TimeZoneInfo.TryFindSystemTimeZoneById(name, out zone!))
            throw new InvalidRequestException("timeZone", $"'{name}' is not an IANA time zone.");
        var now = TimeZoneInfo.ConvertTime(clock.GetUtcNow(), zone);
        return Task.FromResult(
            string.Create(CultureInfo.InvariantCulture, $"It is {now:dddd, d MMMM yyyy, HH:mm:ss} ({zone.Id}, UTC{now:zzz})."));
    }

    internal sealed record Arguments(
        [Description("IANA time zone such as Europe/Berlin; UTC if left out."), StringLength(64, MinimumLength = 1)]
        string? TimeZone = null);
}
