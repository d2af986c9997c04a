using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Sanctum.Platforms;

/// <summary>A new account.</summary>
/// <param name="Account">Its name in Sanctum: lower-case letters, digits, dots, underscores and hyphens, at most 63.</param>
/// <param name="Agent">The agent whose account it is.</param>
/// <param name="Credentials">What it logs in with, by the names that the platform asks for.</param>
/// <param name="Settings">The adapter's settings.</param>
/// <param name="Rules">When it answers.</param>
/// <param name="Since">Answer what came in since then; without it, from now on.</param>
internal sealed record ConnectRequest(
    string Account,
    string Agent,
    Dictionary<string, string>? Credentials = null,
    JsonObject? Settings = null,
    JsonObject? Rules = null,
    DateTimeOffset? Since = null)
{
    public AccountConnection ToConnection() => new(
        Agent, Write.Credentials(Credentials), Settings?.ToJsonString() ?? "{}", Rules?.ToJsonString() ?? "{}", Since);
}

/// <summary>What to change; what is left out stays.</summary>
/// <param name="Agent">Another agent.</param>
/// <param name="Credentials">Other credentials.</param>
/// <param name="Settings">A JSON merge patch of the settings.</param>
/// <param name="Rules">A JSON merge patch of the rules.</param>
internal sealed record ChangeRequest(
    string? Agent = null, Dictionary<string, string>? Credentials = null, JsonObject? Settings = null, JsonObject? Rules = null)
{
    public AccountChange ToChange() =>
        new(Agent, Write.Credentials(Credentials), Settings?.ToJsonString(), Rules?.ToJsonString());
}

/// <summary>Requests as grains take them.</summary>
file static class Write
{
    public static PlatformCredentials? Credentials(Dictionary<string, string>? given) =>
        given is null ? null : new PlatformCredentials(given.ToImmutableDictionary(StringComparer.Ordinal));
}
