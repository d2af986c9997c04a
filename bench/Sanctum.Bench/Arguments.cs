namespace Sanctum.Bench;

/// <summary>Options behind the names of benchmarks.</summary>
internal static class Arguments
{
    /// <summary>The value of an option; null where it is not given.</summary>
    public static string? Find(string option)
    {
        var all = Environment.GetCommandLineArgs();
        var place = Array.IndexOf(all, option);
        return place >= 0 && place + 1 < all.Length ? all[place + 1] : null;
    }
}
