using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Sanctum.Platforms;

/// <summary>A platform whose adapter is a separate process, as it registers.</summary>
/// <param name="BaseUrl">Where the process is called; it ends where the names of operations are added.</param>
/// <param name="Secret">What both sides sign with. It is stored encrypted and never given out.</param>
/// <param name="LongestText">The longest text of one post.</param>
/// <param name="TextUnit">What that counts.</param>
/// <param name="IdempotentPosts">Whether the process makes one post of two calls with the same id.</param>
/// <param name="SettingsSchema">JSON Schema of an account's settings.</param>
/// <param name="Operations">What it can do beside posting.</param>
[GenerateSerializer, Immutable, Alias("sanctum.remote-registration")]
public sealed record RemoteRegistration(
    [property: Id(0)] string BaseUrl,
    [property: Id(1)] string Secret,
    [property: Id(2)] int LongestText,
    [property: Id(3)] TextUnit TextUnit,
    [property: Id(4)] bool IdempotentPosts,
    [property: Id(6)] string SettingsSchema,
    [property: Id(7)] ImmutableArray<RemoteOperation> Operations)
{
    private bool PrintMembers(StringBuilder text)
    {
        text.Append(CultureInfo.InvariantCulture, $"{BaseUrl}, {LongestText} {TextUnit}");
        return true;
    }
}

/// <summary>What a process may do for its platform beside posting; it is called by these names.</summary>
public enum RemoteOperation
{
    /// <summary>It shows that an answer is being written.</summary>
    Typing,

    /// <summary>It reads conversations, and finds out whether a message was answered.</summary>
    Thread,

    /// <summary>It searches posts.</summary>
    Search,

    /// <summary>It looks people up.</summary>
    Profile,

    /// <summary>It takes posts back.</summary>
    Delete,
}

/// <summary>How a platform's process is doing, as the process that was asked sees it.</summary>
/// <param name="BaseUrl">Where it is.</param>
/// <param name="Circuit">Whether it is called.</param>
/// <param name="LastError">What went wrong last, or null.</param>
/// <param name="LastErrorAt">When that was.</param>
[GenerateSerializer, Immutable, Alias("sanctum.remote-state")]
public sealed record RemoteState(
    [property: Id(0)] string BaseUrl, [property: Id(1)] RemoteCircuit Circuit, [property: Id(2)] string? LastError,
    [property: Id(3)] DateTimeOffset? LastErrorAt);

/// <summary>Whether a process is called.</summary>
public enum RemoteCircuit
{
    /// <summary>It is.</summary>
    Closed,

    /// <summary>It failed too often and is left alone for a while.</summary>
    Open,

    /// <summary>The next call shows whether it is back.</summary>
    HalfOpen,
}
