namespace Sanctum.Access;

/// <summary>What a client gets that signed in or refreshed.</summary>
/// <param name="Username">Who signed in.</param>
/// <param name="SessionId">The session.</param>
/// <param name="AccessToken">Goes with each request until it expires.</param>
/// <param name="AccessExpiresAt">UTC.</param>
/// <param name="RefreshToken">Gets the next pair of tokens, once.</param>
/// <param name="RefreshExpiresAt">UTC.</param>
/// <param name="MustChangePassword">Whether nothing but a change of the password is allowed.</param>
[GenerateSerializer, Immutable, Alias("sanctum.signed-in")]
public sealed record SignedIn(
    [property: Id(0)] string Username,
    [property: Id(1)] Guid SessionId,
    [property: Id(2)] string AccessToken,
    [property: Id(3)] DateTimeOffset AccessExpiresAt,
    [property: Id(4)] string RefreshToken,
    [property: Id(5)] DateTimeOffset RefreshExpiresAt,
    [property: Id(6)] bool MustChangePassword);
