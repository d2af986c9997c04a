using System.Globalization;
using Sanctum.Errors;

namespace Sanctum.Edge;

/// <summary>A resource's version as its ETag.</summary>
internal static class EntityVersion
{
    public static string ToETag(int version) => $"\"{version.ToString(CultureInfo.InvariantCulture)}\"";

    /// <summary>The version that <c>If-Match</c> demands; null where it demands none.</summary>
    /// <exception cref="InvalidRequestException">It is not an ETag of ours.</exception>
    public static int? Demanded(HttpRequest request)
    {
        var header = request.Headers.IfMatch.ToString().Trim();
        if (header is "" or "*")
            return null;
        return int.TryParse(header.Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? version
            : throw new InvalidRequestException("If-Match", $"'{header}' is not an ETag that this gateway gave out.");
    }

    /// <summary>Whether the caller has this version already.</summary>
    public static bool IsKnown(HttpRequest request, int version) =>
        request.Headers.IfNoneMatch.ToString().Split(',', StringSplitOptions.TrimEntries).Any(
            tag => tag == ToETag(version) || tag == $"W/{ToETag(version)}");
}
