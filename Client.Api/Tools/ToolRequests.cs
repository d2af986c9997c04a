using Sanctum.Edge;
using Sanctum.Errors;

namespace Sanctum.Tools;

/// <summary>What changes of a tool; what is left out stays as it is.</summary>
/// <param name="Enabled">Whether agents are offered it and may run it.</param>
/// <param name="Reason">Why it is disabled, at most 500 characters; agents are told it.</param>
/// <param name="TimeLimit">How long it may run, such as <c>30s</c>, 1s to 10m; <c>default</c> for as long as the tool itself
/// says.</param>
/// <param name="Isolation">Where it runs: <c>process</c> for a separate one, under limits, <c>container</c> for one that sees
/// nothing of the host, <c>none</c> for inside the host; <c>default</c> as the tool itself says.
/// </param>
internal sealed record ToolPatch(bool? Enabled = null, string? Reason = null, string? TimeLimit = null, string? Isolation = null)
{
    private const string Default = "default";
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    public ToolChange ToChange() => new(Enabled, Reason, TimeLimit switch
    {
        null => null,
        Default => TimeSpan.Zero,
        _ when Durations.Parse("timeLimit", TimeLimit, Longest) is var limit && limit > TimeSpan.Zero => limit,
        _ => throw new InvalidRequestException("timeLimit", $"is {TimeLimit}; it must be above 0."),
    }, Isolation switch
    {
        null => null,
        Default => ToolIsolation.Default,
        "process" => ToolIsolation.Process,
        "container" => ToolIsolation.Container,
        "none" => ToolIsolation.None,
        _ => throw new InvalidRequestException("isolation", "must be process, container, none or default."),
    });
}

/// <summary>The tools that an agent is given, or that are taken from it; one of the three.</summary>
/// <param name="Platform">Every tool of this platform.</param>
/// <param name="Tools">These, by name; at most 200.</param>
/// <param name="All">Every tool, also those to come.</param>
internal sealed record ToolSelectionRequest(string? Platform = null, string[]? Tools = null, bool All = false)
{
    private const int MaxTools = 200;
    private const int MaxNameCharacters = 64;

    public ToolSelection ToSelection()
    {
        if ((Platform is null ? 0 : 1) + (Tools is null ? 0 : 1) + (All ? 1 : 0) != 1)
            throw new InvalidRequestException("tools", "exactly one of platform, tools and all is required.");
        if (Platform?.Length > MaxNameCharacters)
            throw new InvalidRequestException("platform", $"has {Platform.Length} characters; the limit is {MaxNameCharacters}.");
        if (Tools is not null && Tools.Length is 0 or > MaxTools)
            throw new InvalidRequestException("tools", $"has {Tools!.Length} names; 1 to {MaxTools} are allowed.");
        foreach (var (at, name) in (Tools ?? []).Index())
        {
            if (name is null || name.Length > MaxNameCharacters)
                throw new InvalidRequestException(
                    $"tools[{at}]",
                    name is null ? "is null." : $"has {name.Length} characters; the limit is {MaxNameCharacters}.");
        }
        return new ToolSelection(Platform, Tools is null ? null : [.. Tools], All);
    }
}
