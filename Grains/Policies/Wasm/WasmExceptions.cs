namespace Sanctum.Policies;

/// <summary>A module cannot be a policy here.</summary>
/// <param name="field">The field of the document.</param>
/// <param name="message">Why, for its author.</param>
internal sealed class WasmRefusedException(string field, string message) : Exception(message)
{
    /// <summary>The field of the document.</summary>
    public string Field { get; } = field;
}

/// <summary>An evaluation ended without an answer.</summary>
/// <param name="message">Why.</param>
/// <param name="cause">What was thrown, or null.</param>
internal sealed class WasmFailedException(string message, Exception? cause = null) : Exception(message, cause);
