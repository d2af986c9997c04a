using System.Collections.Immutable;

namespace Sanctum.Access;

/// <summary>Nobody gives away more than they may do.</summary>
internal static class Grants
{
    /// <summary>Checks what the caller grants.</summary>
    /// <exception cref="MissingPermissionException">The caller lacks one of them, or nobody is known to call.</exception>
    public static void Check(ImmutableArray<Permission> granted)
    {
        var caller = Principal.Current;
        foreach (var permission in granted)
        {
            if (caller?.May(permission) is not true)
                throw new MissingPermissionException(
                    permission.ToString(), $"It concerns {permission}, which the caller itself may not do.");
        }
    }
}
