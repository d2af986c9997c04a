using System.Text.Json;

namespace Sanctum.Platforms.Bluesky;

/// <summary>What a DID stands for: https://atproto.com/specs/did.</summary>
/// <param name="Did">The account's lasting id.</param>
/// <param name="Handle">The handle that the document claims, or null; a claim holds only if the handle resolves to the
/// DID.</param>
/// <param name="Pds">The server that holds the account, or null.</param>
internal sealed record DidDocument(string Did, string? Handle, Uri? Pds)
{
    private const string HandleScheme = "at://";

    /// <summary>Reads a document, or null where it is none.</summary>
    public static DidDocument? TryRead(JsonElement document)
    {
        if (document.Text("id") is not { } did)
            return null;
        var alias = document.Items("alsoKnownAs").Where(alias => alias.ValueKind == JsonValueKind.String).Select(
            alias => alias.GetString()!)
            .FirstOrDefault(alias => alias.StartsWith(HandleScheme, StringComparison.Ordinal));
        var service = document.Items("service").FirstOrDefault(IsPds).Text("serviceEndpoint");
        var isUsable = Uri.TryCreate(service, UriKind.Absolute, out var pds)
            && pds is { Scheme: "http" or "https", UserInfo: "" };
        return new DidDocument(did, alias?[HandleScheme.Length..], isUsable ? pds : null);
    }

    private static bool IsPds(JsonElement service) =>
        service.Text("id") is { } id && id.EndsWith("#atproto_pds", StringComparison.Ordinal)
            && service.Text("type") == "AtprotoPersonalDataServer";
}
