namespace Sanctum.Edge;

/// <summary>Which paths are the API's, whose rules hold for all features below it.</summary>
internal static class OwnApi
{
    // Below /api too, but with rules that others made.
    private static readonly PathString[] Others = ["/api/v1", "/api/status"];

    /// <summary>Whether a path is the API's.</summary>
    public static bool Includes(PathString path) => path.StartsWithSegments("/v1")
        || (path.StartsWithSegments("/api") && !Array.Exists(Others, other => path.StartsWithSegments(other)));
}
