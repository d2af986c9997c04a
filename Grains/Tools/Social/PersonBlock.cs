namespace Sanctum.Tools.Social;

/// <summary>The block of an agent's memory that is about one person.</summary>
internal static class PersonBlock
{
    /// <summary>Longest handle: with its prefix it is a block's label.</summary>
    public const int LongestHandle = 120;

    /// <summary>The block's label; however the handle is written, it is the same block.</summary>
    public static string LabelOf(string handle) => $"user_{Name(handle)}";

    public static string DescriptionOf(string handle) => $"What you know about @{Name(handle)}.";

    private static string Name(string handle)
    {
        var name = handle.Trim().TrimStart('@').ToLowerInvariant();
        return name.Length > 0 ? name : throw new Errors.InvalidRequestException("handle", $"'{handle}' is no handle.");
    }
}
