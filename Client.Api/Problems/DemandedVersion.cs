using Sanctum.Errors;

namespace Sanctum.Problems;

/// <summary>Changes that a caller wants to make to one version only.</summary>
internal static class DemandedVersion
{
    /// <summary>Makes a change; where a version is demanded that is not in force, the answer is 412.</summary>
    public static async Task<T> Hold<T>(int? demanded, Func<Task<T>> change)
    {
        try
        {
            return await change();
        }
        catch (ConflictException changed) when (demanded is not null)
        {
            throw new ProblemException(Problem.VersionMismatch(changed.Message));
        }
    }
}
