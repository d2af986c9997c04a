using System.Net.Http.Headers;
using System.Text.Json;

namespace Sanctum.Secrets;

/// <summary>Asks secret stores that speak JSON over HTTP. What they answer is in no message.</summary>
internal static class SecretClient
{
    private const string Client = "secrets";
    private const int MaxAnswerBytes = 1024 * 1024;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    public static IServiceCollection AddSecretClient(this IServiceCollection services)
    {
        services.AddHttpClient(Client, client =>
        {
            client.Timeout = Timeout;
            client.MaxResponseContentBufferSize = MaxAnswerBytes;
        })
            // A token must not follow a redirect.
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false })
            .RemoveAllLoggers();
        return services;
    }

    /// <summary>The answer to a GET.</summary>
    /// <exception cref="SecretUnavailableException">There is none, or it is no JSON.</exception>
    public static async Task<JsonDocument> GetSecret(
        this IHttpClientFactory clients, Uri address, Action<HttpRequestHeaders> authorize, CancellationToken cancellationToken)
    {
        try
        {
            using var http = clients.CreateClient(Client);
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            authorize(request.Headers);
            using var response = await http.SendAsync(request, cancellationToken);
            if (!response.IsSuccessStatusCode)
                throw new SecretUnavailableException($"the store answered {(int)response.StatusCode}.");
            return JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken));
        }
        catch (HttpRequestException exception)
        {
            throw new SecretUnavailableException("the store cannot be reached, or its answer is too long.", exception);
        }
        catch (JsonException exception)
        {
            throw new SecretUnavailableException("the store did not answer with JSON.", exception);
        }
    }

    /// <summary>A text of an answer.</summary>
    /// <exception cref="SecretUnavailableException">The answer does not have it.</exception>
    public static string Text(this JsonElement answer, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (answer.ValueKind != JsonValueKind.Object || !answer.TryGetProperty(name, out answer))
                throw new SecretUnavailableException("the store has no such field.");
        }
        return answer.ValueKind == JsonValueKind.String
            ? answer.GetString()!
            : throw new SecretUnavailableException("the field is not a text.");
    }
}
