namespace Sanctum.Platforms.Bluesky;

/// <summary>Where a record is: <c>at://did/collection/key</c>.</summary>
internal sealed record AtUri(string Repo, string Collection, string Key)
{
    private const string Scheme = "at://";

    public override string ToString() => $"{Scheme}{Repo}/{Collection}/{Key}";

    /// <summary>Reads an address, or null if it is none of a record.</summary>
    public static AtUri? TryParse(string? text) =>
        text is not null && text.StartsWith(Scheme, StringComparison.Ordinal)
            && text[Scheme.Length..].Split('/') is [{ Length: > 0 } repo, { Length: > 0 } collection, { Length: > 0 } key]
            ? new AtUri(repo, collection, key)
            : null;
}
