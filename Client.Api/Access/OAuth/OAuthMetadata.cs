using OpenIddict.Server;

namespace Sanctum.Access;

/// <summary>
/// Adds to the server's description what OpenIddict does not serve itself, and the address that others know it by.
/// </summary>
internal sealed class OAuthMetadata(OAuthKeys keys, PublicAddress address)
    : IOpenIddictServerHandler<OpenIddictServerEvents.HandleConfigurationRequestContext>
{
    public ValueTask HandleAsync(OpenIddictServerEvents.HandleConfigurationRequestContext context)
    {
        context.BaseUri = address.Configured ?? context.BaseUri;
        context.Metadata["registration_endpoint"] = new Uri(context.BaseUri!, OAuthPaths.Register).AbsoluteUri;
        context.Metadata["client_id_metadata_document_supported"] = keys.AcceptsDocuments;
        return ValueTask.CompletedTask;
    }
}
