namespace Sanctum.Schemas;

/// <summary>A JSON Schema cannot be used; the message says where and why.</summary>
internal sealed class InvalidSchemaException(string message, Exception? inner = null) : Exception(message, inner);
