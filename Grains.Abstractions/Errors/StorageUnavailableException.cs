namespace Sanctum.Errors;

/// <summary>
/// The database cannot be reached or gave the statement up. Whether the statement took effect may be unknown, so every
/// write is keyed or fenced and may be sent again.
/// </summary>
[GenerateSerializer, Alias("sanctum.storage-unavailable")]
public sealed class StorageUnavailableException(string message, Exception? inner = null) : SanctumException(message, inner);
