namespace Sanctum.Access;

/// <summary>What OpenIddict's stores share.</summary>
internal static class OAuthStores
{
    /// <summary>The id that a text is; null if it is none.</summary>
    public static Guid? IdOf(string? text) => Guid.TryParse(text, out var id) ? id : null;

    /// <summary>Accepts that something is not there; nothing of that kind is kept.</summary>
    public static ValueTask Ignore(string? nothing) => nothing is null ? ValueTask.CompletedTask : throw NotServed();

    /// <summary>A member that the server never calls as it is set up here.</summary>
    public static NotSupportedException NotServed() => new("OpenIddict's managers are not used for that here.");
}
