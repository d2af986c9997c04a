using System.Collections.Immutable;

namespace Sanctum.Platforms;

/// <summary>What an adapter says of itself, asked once, so that nobody needs the adapter to know it.</summary>
/// <param name="Platform">The platform's name.</param>
/// <param name="Capabilities">What the platform can do, and its limits.</param>
/// <param name="SettingsSchema">JSON Schema of an account's settings.</param>
/// <param name="Credentials">Names of the credentials that an account gives.</param>
/// <param name="Keys">Names of the keys that an account may give beside them.</param>
/// <param name="MinKeyCharacters">How long a key must be at least.</param>
/// <param name="Authenticates">Whether accounts log in.</param>
/// <param name="PollInterval">How long to wait between two polls; null where it is not polled.</param>
/// <param name="IsStreamed">Whether it tells over a connection that stays open.</param>
/// <param name="IsRated">Whether posts wait for their account's allowance.</param>
/// <param name="ReadsThreads">Whether conversations can be read.</param>
/// <param name="TakesWebhooks">Whether it delivers by itself what happened.</param>
/// <param name="ShowsTyping">Whether people can be shown that an answer is being written.</param>
/// <param name="Operations">What can be done there.</param>
internal sealed record PlatformFacts(
    string Platform,
    PlatformCapabilities Capabilities,
    string SettingsSchema,
    ImmutableArray<string> Credentials,
    ImmutableArray<string> Keys,
    int MinKeyCharacters,
    bool Authenticates,
    TimeSpan? PollInterval,
    bool IsStreamed,
    bool IsRated,
    bool ReadsThreads,
    bool TakesWebhooks,
    bool ShowsTyping,
    ImmutableArray<string> Operations)
{
    public static PlatformFacts Of(IPlatformAdapter adapter) => new(
        adapter.Platform,
        adapter.Capabilities,
        adapter.SettingsSchema,
        (adapter as IAuthenticatedPlatform)?.CredentialNames ?? [],
        (adapter as IKeyedPlatform)?.KeyNames ?? [],
        (adapter as IKeyedPlatform)?.MinKeyCharacters ?? 0,
        adapter.Can<IAuthenticatedPlatform>(),
        (adapter as IPolledPlatform)?.PollInterval,
        adapter.Can<IStreamedPlatform>(),
        adapter.Can<IRatedPlatform>(),
        adapter.Can<IThreadReader>(),
        adapter.Can<IWebhookPlatform>(),
        adapter.Can<ITypingIndicator>(),
        [.. OperationsOf(adapter)]);

    private static IEnumerable<string> OperationsOf(IPlatformAdapter adapter)
    {
        yield return PlatformOperations.Post;
        if (adapter.Can<IPolledPlatform>())
            yield return PlatformOperations.Poll;
        if (adapter.Can<IStreamedPlatform>())
            yield return PlatformOperations.Listen;
        if (adapter.Can<IWebhookPlatform>())
            yield return PlatformOperations.Webhook;
        if (adapter.Can<ITypingIndicator>())
            yield return PlatformOperations.Typing;
        if (adapter.Can<IThreadReader>())
            yield return PlatformOperations.Thread;
        if (adapter.Can<IPostSearch>())
            yield return PlatformOperations.Search;
        if (adapter.Can<IProfileReader>())
            yield return PlatformOperations.Profile;
        if (adapter.Can<IPostRemoval>())
            yield return PlatformOperations.Delete;
    }
}
