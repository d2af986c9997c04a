using Sanctum.Errors;
using Sanctum.Identity;

namespace Sanctum.Tools;

/// <summary>
/// The ids of runs. One that is asked for under a key has its id from it, so that the key alone finds it again.
/// </summary>
internal static class ToolRunId
{
    private const string Header = "Idempotency-Key";
    private const int MaxKeyCharacters = 256;

    /// <exception cref="InvalidRequestException">The key breaks a rule.</exception>
    public static Guid For(string agent, string? key)
    {
        if (key is null)
            return Guid.CreateVersion7();
        if (key.Length is 0 or > MaxKeyCharacters)
            throw new InvalidRequestException(Header, $"has {key.Length} characters; 1 to {MaxKeyCharacters} are allowed.");
        return NamedId.Of(agent, key);
    }
}
