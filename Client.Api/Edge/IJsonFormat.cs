using System.Text.Json.Serialization;

namespace Sanctum.Edge;

/// <summary>
/// A <see cref="JsonConverter"/> of a feature's type, for all JSON that the gateway reads and writes. Every class of it is
/// found at start.
/// </summary>
internal interface IJsonFormat;
