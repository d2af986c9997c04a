using System.Text.Json.Serialization;

namespace Sanctum.Connection;

/// <summary>The tokens that a gateway gives.</summary>
internal sealed record TokenShape(
    [property: JsonPropertyName("access_token")] string AccessToken,
    [property: JsonPropertyName("expires_in")] long ExpiresIn,
    [property: JsonPropertyName("refresh_token")] string RefreshToken,
    [property: JsonPropertyName("username")] string Username,
    [property: JsonPropertyName("must_change_password")] bool MustChangePassword)
{
    public Credential ToCredential(DateTimeOffset now) =>
        new(null, AccessToken, RefreshToken, now + TimeSpan.FromSeconds(ExpiresIn), Username);
}
