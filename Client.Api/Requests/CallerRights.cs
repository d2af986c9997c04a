using Sanctum.Access;

namespace Sanctum.Requests;

/// <summary>Permissions that a request needs beside the one that its endpoint declares.</summary>
internal static class CallerRights
{
    /// <exception cref="MissingPermissionException">The caller lacks the permission.</exception>
    public static void RequireAlso(string permission)
    {
        if (Principal.Current is { } caller && !caller.May(Permission.Parse(permission)))
            throw new MissingPermissionException(permission, $"The permission {permission} is needed too.");
    }
}
