using System.Text.Json;

namespace Sanctum.Platforms;

/// <summary>An account as its adapter sees it. It lives as long as the call.</summary>
/// <param name="Tenant">Who owns it.</param>
/// <param name="Platform">The platform.</param>
/// <param name="Account">The account's name in Sanctum.</param>
/// <param name="Settings">Its settings; an empty object where the platform needs no account.</param>
/// <param name="Session">Its session; null where the platform needs none.</param>
public sealed record PlatformAccount(
    string Tenant, string Platform, string Account, JsonElement Settings, PlatformSession? Session)
{
    /// <summary>Its session, where the platform cannot be used without.</summary>
    /// <exception cref="SessionExpiredException">There is none.</exception>
    public PlatformSession RequireSession() => Session ?? throw new SessionExpiredException(Platform, "there is no session yet.");
}
