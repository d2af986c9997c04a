using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Sanctum.Access;

/// <summary>Exchanges the codes of OpenID providers for their id tokens.</summary>
internal sealed class CodeExchange(IHttpClientFactory http)
{
    private const string Basic = "client_secret_basic";

    /// <summary>The id token for a code; nobody has checked it yet.</summary>
    /// <exception cref="ProviderFailedException">The provider cannot be reached, or refuses the code.</exception>
    public Task<string> Redeem(
        SignInProvider provider, OpenIdConnectConfiguration configuration, string code, PendingSignIn pending, string callback,
        CancellationToken cancellationToken) => provider.Ask(
            async ended =>
            {
                using var client = http.CreateClient(ProviderMetadata.ClientName);
                using var request = Request(provider.Options, configuration, new Dictionary<string, string>
                {
                    ["grant_type"] = "authorization_code",
                    ["code"] = code,
                    ["redirect_uri"] = callback,
                    ["code_verifier"] = pending.Verifier,
                });
                using var answer = await client.SendAsync(request, ended);
                if (!answer.IsSuccessStatusCode)
                    throw new ProviderFailedException(provider.Name, $"it answers {(int)answer.StatusCode} to the code.");
                return ReadToken(await answer.Content.ReadAsStringAsync(ended))
                    ?? throw new ProviderFailedException(provider.Name, "it sends no id token.");
            },
            cancellationToken);

    private static HttpRequestMessage Request(
        SignInProviderOptions options, OpenIdConnectConfiguration configuration, Dictionary<string, string> form)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, configuration.TokenEndpoint);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (options.ClientSecret.Length > 0 && TakesBasic(configuration))
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(
                Encoding.UTF8.GetBytes($"{Escape(options.ClientId)}:{Escape(options.ClientSecret)}")));
        else
            form["client_id"] = options.ClientId;
        if (options.ClientSecret.Length > 0 && !TakesBasic(configuration))
            form["client_secret"] = options.ClientSecret;
        request.Content = new FormUrlEncodedContent(form);
        return request;
    }

    // What a provider does not say is the default of the standard.
    private static bool TakesBasic(OpenIdConnectConfiguration configuration) =>
        configuration.TokenEndpointAuthMethodsSupported is not { Count: > 0 } methods || methods.Contains(Basic);

    // RFC 6749, section 2.3.1.
    private static string Escape(string text) => Uri.EscapeDataString(text).Replace("%20", "+", StringComparison.Ordinal);

    private static string? ReadToken(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.ValueKind == JsonValueKind.Object
            && document.RootElement.TryGetProperty("id_token", out var token) && token.ValueKind == JsonValueKind.String
            ? token.GetString()
            : null;
    }
}
