using Sanctum.Errors;

namespace Sanctum.Access;

/// <summary>The caller lacks a permission; nothing was done.</summary>
[GenerateSerializer, Alias("sanctum.missing-permission")]
public sealed class MissingPermissionException(string permission, string message) : SanctumException(message)
{
    /// <summary>What is missing, such as <c>agents:write</c>.</summary>
    [Id(0)]
    public string Permission { get; } = permission;
}
