using System.Net.Http.Headers;
using System.Text;
using Sanctum.Configuration;

namespace Sanctum.Secrets;

/// <summary>
/// Secrets of Kubernetes, mounted as folders or read from the API server: <c>secret://kubernetes/NAME#KEY</c>.
/// </summary>
internal sealed class KubernetesStore(IConfiguration settings, IHttpClientFactory clients) : ISecretStore
{
    private readonly Lazy<KubernetesOptions> _options = new(
        () => EarlyOptions.Read<KubernetesOptions>(settings, KubernetesOptions.Section));

    public string Name => "kubernetes";

    public bool IsLocal => false;

    public Task<string> Read(SecretReference reference, CancellationToken cancellationToken)
    {
        var key = reference.Field ?? throw new SecretUnavailableException("it names no key: write NAME#KEY.");
        return _options.Value.Url is { Length: > 0 } url
            ? Ask(url, reference.Path, key, cancellationToken)
            : SecretFile.Read(_options.Value.Folder, Path.Combine(reference.Path, key), cancellationToken);
    }

    private async Task<string> Ask(string url, string name, string key, CancellationToken cancellationToken)
    {
        var file = _options.Value.TokenFile;
        var token = await SecretFile.Read(Path.GetDirectoryName(file)!, Path.GetFileName(file), cancellationToken);
        var address = new Uri(
            $"{url.TrimEnd('/')}/api/v1/namespaces/{Uri.EscapeDataString(_options.Value.Namespace)}" +
            $"/secrets/{Uri.EscapeDataString(name)}");
        using var answer = await clients.GetSecret(
            address, headers => headers.Authorization = new AuthenticationHeaderValue("Bearer", token), cancellationToken);
        return Decode(answer.RootElement.Text("data", key));
    }

    private static string Decode(string base64)
    {
        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(base64));
        }
        catch (FormatException exception)
        {
            throw new SecretUnavailableException("the field is not Base64.", exception);
        }
    }
}
