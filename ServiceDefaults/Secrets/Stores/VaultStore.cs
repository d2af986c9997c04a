using Sanctum.Configuration;

namespace Sanctum.Secrets;

/// <summary>
/// HashiCorp Vault, engine KV version 2, over its HTTP API: <c>secret://vault/PATH#FIELD</c>. The field is <c>value</c> where
/// none is named.
/// </summary>
internal sealed class VaultStore(IConfiguration settings, IHttpClientFactory clients) : ISecretStore
{
    private readonly Lazy<VaultOptions> _options = new(
        () => EarlyOptions.Read<VaultOptions>(settings, VaultOptions.Section));

    public string Name => "vault";

    public bool IsLocal => false;

    public async Task<string> Read(SecretReference reference, CancellationToken cancellationToken)
    {
        var options = _options.Value;
        var address = new Uri($"{options.Address.TrimEnd('/')}/v1/{Escape(options.Mount)}/data/{Escape(reference.Path)}");
        using var answer = await clients.GetSecret(
            address,
            headers =>
            {
                if (options.Token is { Length: > 0 } token)
                    headers.TryAddWithoutValidation("X-Vault-Token", token);
                if (options.Namespace is { Length: > 0 } space)
                    headers.TryAddWithoutValidation("X-Vault-Namespace", space);
            },
            cancellationToken);
        return answer.RootElement.Text("data", "data", reference.Field ?? "value");
    }

    private static string Escape(string path) => string.Join('/', path.Trim('/').Split('/').Select(Uri.EscapeDataString));
}
