using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Sanctum.Errors;
using Sanctum.Trust;

namespace Sanctum.Tools.Builtin;

/// <summary>Lists the keys in the memory of the session in which it is called.</summary>
internal sealed class SessionMemoryListTool(IGrainFactory grains) : ITool<SessionMemoryListTool.Arguments>
{
    private const int PageSize = 100;

    public string Name => "session_memory_list";

    public string Description => "Lists the keys in the memory of this session, by name, at most 100 at a time.";

    public ToolEffects Effects => ToolEffects.None;

    // Values have no label; all who work in the session may save some.
    public TrustLevel? ResultTrust => TrustLevel.Stranger;

    public async Task<string> Invoke(Arguments arguments, ToolContext context, CancellationToken cancellationToken)
    {
        try
        {
            var page = await SessionOfCall.Memory(grains, context).List(arguments.After, PageSize);
            if (page.Items.IsEmpty)
                return $"There is no key behind \"{arguments.After}\".";
            var keys = string.Join('\n', page.Items.Select(value => $"{value.Key} (saved by {value.SavedBy})"));
            return page.Next is { } next ? $"{keys}\nThere are more; ask for those after \"{next}\"." : keys;
        }
        catch (NotFoundException)
        {
            return "This session's memory is empty.";
        }
    }

    internal sealed record Arguments(
        [Description("Keys behind this one; from the first if left out."), StringLength(256)] string? After = null);
}
