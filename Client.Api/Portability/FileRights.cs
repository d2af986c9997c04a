using Sanctum.Access;

namespace Sanctum.Portability;

/// <summary>A file has definition and memory, so callers need a permission for each; an endpoint declares one.</summary>
internal static class FileRights
{
    /// <exception cref="MissingPermissionException">The caller lacks the permission.</exception>
    public static void RequireAlso(string permission)
    {
        if (Principal.Current is { } caller && !caller.May(Permission.Parse(permission)))
            throw new MissingPermissionException(permission, $"The permission {permission} is needed too.");
    }
}
