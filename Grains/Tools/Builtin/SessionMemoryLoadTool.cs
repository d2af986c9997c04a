using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Sanctum.Trust;

namespace Sanctum.Tools.Builtin;

/// <summary>Loads a value from the memory of the session in which it is called.</summary>
internal sealed class SessionMemoryLoadTool(IGrainFactory grains) : ITool<SessionMemoryLoadTool.Arguments>
{
    public string Name => "session_memory_load";

    public string Description => "Loads the value of a key from the memory of this session, and says who saved it.";

    public ToolEffects Effects => ToolEffects.None;

    // Values have no label; all who work in the session may save some.
    public TrustLevel? ResultTrust => TrustLevel.Stranger;

    public async Task<string> Invoke(Arguments arguments, ToolContext context, CancellationToken cancellationToken) =>
        await SessionOfCall.Memory(grains, context).Load(arguments.Key) is { } found
            ? string.Create(
                CultureInfo.InvariantCulture, $"{found.Value}\n(saved by {found.SavedBy}, {found.SavedAt:yyyy-MM-dd HH:mm} UTC)")
            : $"There is no key \"{arguments.Key}\" in this session's memory.";

    internal sealed record Arguments([Description("The key."), StringLength(256, MinimumLength = 1)] string Key);
}
