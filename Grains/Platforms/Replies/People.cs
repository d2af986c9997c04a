namespace Sanctum.Platforms.Replies;

/// <summary>Finds people in lists that name them by handle or by id.</summary>
internal static class People
{
    public static bool Name(this string[] list, string id, string handle) =>
        list.Any(entry => entry.Equals(id, StringComparison.Ordinal)
            || entry.TrimStart('@').Equals(handle.TrimStart('@'), StringComparison.OrdinalIgnoreCase));
}
