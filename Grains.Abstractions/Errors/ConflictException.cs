namespace Sanctum.Errors;

/// <summary>The request does not fit the state of what it names: it exists already, is retired, or has another version.</summary>
[GenerateSerializer, Alias("sanctum.conflict")]
public sealed class ConflictException(string message) : SanctumException(message);
