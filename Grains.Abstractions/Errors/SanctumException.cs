namespace Sanctum.Errors;

/// <summary>A refusal or failure that the caller sees; the gateway maps each subclass once to a problem type.</summary>
[GenerateSerializer, Alias("sanctum.error")]
public abstract class SanctumException : Exception
{
    /// <summary>Creates the error with the sentence that the caller reads.</summary>
    protected SanctumException(string message, Exception? inner = null) : base(message, inner)
    {
    }
}
