using Microsoft.Extensions.Options;
using Sanctum.Errors;

namespace Sanctum.Platforms.Bluesky;

/// <summary>Finds out who a handle is and where a DID lives.</summary>
internal sealed class IdentityResolver(XrpcClient xrpc, IOptions<BlueskyOptions> options)
{
    private const string ResolveHandle = "com.atproto.identity.resolveHandle";

    /// <summary>The document of an account named by handle or DID. A handle counts only if the document claims it too.</summary>
    /// <exception cref="DependencyException">There is no such account (permanent), or nobody could be asked.</exception>
    public async Task<DidDocument> Resolve(string identifier, CancellationToken cancellationToken)
    {
        if (identifier.StartsWith("did:", StringComparison.Ordinal))
            return await ReadDocument(identifier, cancellationToken);
        var did = await AskDomain(identifier, cancellationToken)
            ?? await AskService(options.Value.HandleResolver, identifier, null, cancellationToken)
            ?? throw Unknown($"the handle {identifier} leads to no account.");
        var document = await ReadDocument(did, cancellationToken);
        return string.Equals(document.Handle, identifier, StringComparison.OrdinalIgnoreCase)
            ? document
            : throw Unknown($"the handle {identifier} leads to {did}, which claims another handle.");
    }

    /// <summary>The DID that a service knows for a handle, or null.</summary>
    /// <exception cref="DependencyException">The service failed.</exception>
    public async Task<string?> AskService(Uri service, string handle, string? token, CancellationToken cancellationToken)
    {
        var answer = await xrpc.Query(service, ResolveHandle, [new("handle", handle)], token, cancellationToken);
        return answer is { Status: 400, IsForeign: false } ? null : answer.Read<Resolved>().Did;
    }

    private async Task<DidDocument> ReadDocument(string did, CancellationToken cancellationToken)
    {
        var answer = await xrpc.Get(DocumentOf(did), cancellationToken);
        if (answer.Status is 404 or 410)
            throw Unknown($"there is no account {did}.");
        answer.ThrowIfRefused();
        return DidDocument.TryRead(answer.Body) is { } document && document.Did == did
            ? document
            : throw Unknown($"the document of {did} cannot be read.");
    }

    private Uri DocumentOf(string did) => did.Split(':') switch
    {
        ["did", "plc", _] => new Uri(options.Value.PlcDirectory, "/" + did),
        ["did", "web", var host] when Uri.TryCreate(
            $"https://{Uri.UnescapeDataString(host)}/.well-known/did.json", UriKind.Absolute, out var address) => address,
        _ => throw Unknown($"{did} is neither a did:plc nor a did:web."),
    };

    /// <summary>A handle is a domain name, and its web server may say whose it is.</summary>
    private async Task<string?> AskDomain(string handle, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate($"https://{handle}/.well-known/atproto-did", UriKind.Absolute, out var address)
            || address.HostNameType != UriHostNameType.Dns)
            throw Unknown($"'{handle}' is neither a handle nor a DID.");
        return await xrpc.GetText(address, cancellationToken) is { } text && text.StartsWith("did:", StringComparison.Ordinal)
            ? text
            : null;
    }

    private static DependencyException Unknown(string message) => new(BlueskyAdapter.Name, message, ErrorClass.Permanent);

    private sealed record Resolved(string Did);
}
