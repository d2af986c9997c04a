namespace Sanctum.Problems;

/// <summary>The problems that a feature's errors are. Every class that implements it is found at start.</summary>
internal interface IProblemSource
{
    /// <summary>The problem that <paramref name="error"/> is; null where it is none of the feature's.</summary>
    Problem? Find(Exception error);
}
