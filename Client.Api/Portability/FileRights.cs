using Sanctum.Access;
using Sanctum.Problems;

namespace Sanctum.Portability;

/// <summary>A file has definition and memory, so callers need a permission for each; an endpoint declares one.</summary>
internal static class FileRights
{
    /// <exception cref="ProblemException">The caller lacks the permission.</exception>
    public static void RequireAlso(this HttpContext http, string permission)
    {
        if (http.Features.Get<Principal>() is { } caller && !caller.May(Permission.Parse(permission)))
            throw new ProblemException(AccessRefusal.Lacks(permission).Problem);
    }
}
