using System.Net.Http.Headers;

namespace Sanctum.Connection;

/// <summary>What a gateway is told of who calls.</summary>
/// <param name="ApiKey">An API key; null where a token is used.</param>
/// <param name="AccessToken">An access token; null where a key is used.</param>
/// <param name="RefreshToken">What gets the next one, once; null where it is not kept here.</param>
/// <param name="ExpiresAt">When the access token expires, UTC; null where that is not known.</param>
/// <param name="Username">Whose it is, for people.</param>
/// <param name="IsByMachine">Whether the machine's key gave it, and gives the next one when its session has ended.</param>
internal sealed record Credential(
    string? ApiKey = null, string? AccessToken = null, string? RefreshToken = null, DateTimeOffset? ExpiresAt = null,
    string? Username = null, bool IsByMachine = false)
{
    private const string TokenVariable = "SANCTUM_TOKEN";
    private const string KeyVariable = "SANCTUM_API_KEY";
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(30);

    /// <summary>The one that the environment gives; null if it gives none.</summary>
    public static Credential? OfEnvironment()
    {
        if (Environment.GetEnvironmentVariable(TokenVariable) is { Length: > 0 } token)
            return new Credential(AccessToken: token);
        return Environment.GetEnvironmentVariable(KeyVariable) is { Length: > 0 } key ? new Credential(ApiKey: key) : null;
    }

    /// <summary>Whether the access token should be exchanged before it is used.</summary>
    public bool IsExpiring(DateTimeOffset now) => RefreshToken is not null && ExpiresAt - now < Margin;

    public void Sign(HttpRequestMessage request)
    {
        if (ApiKey is not null)
            request.Headers.TryAddWithoutValidation("X-API-Key", ApiKey);
        else if (AccessToken is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", AccessToken);
    }

    /// <summary>Names what it is, and nothing of it.</summary>
    public override string ToString() => ApiKey is not null ? "an API key" : "an access token";
}
