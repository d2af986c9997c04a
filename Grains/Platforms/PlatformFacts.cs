using System.Collections.Immutable;

namespace Sanctum.Platforms;

/// <summary>What an adapter says of itself, asked once, so that nobody needs the adapter to read it.</summary>
internal sealed record PlatformFacts
{
    /// <summary>The platform's name.</summary>
    public required string Platform { get; init; }

    /// <summary>What the platform can do, and its limits.</summary>
    public required PlatformCapabilities Capabilities { get; init; }

    /// <summary>JSON Schema of an account's settings.</summary>
    public required string SettingsSchema { get; init; }

    /// <summary>Names of <see cref="PlatformOperations"/> that can be done there.</summary>
    public required ImmutableArray<string> Operations { get; init; }

    /// <summary>Whether accounts log in.</summary>
    public bool Authenticates { get; init; }

    /// <summary>Names of the credentials that an account gives.</summary>
    public ImmutableArray<string> Credentials { get; init; } = [];

    /// <summary>Names of the keys that an account may give beside them.</summary>
    public ImmutableArray<string> Keys { get; init; } = [];

    /// <summary>How long a key must be at least.</summary>
    public int MinKeyCharacters { get; init; }

    /// <summary>How long to wait between two polls; null where it is not polled.</summary>
    public TimeSpan? PollInterval { get; init; }

    /// <summary>Whether posts wait for their account's allowance.</summary>
    public bool IsRated { get; init; }

    /// <summary>Whether it can be done there.</summary>
    /// <param name="operation">A name of <see cref="PlatformOperations"/>.</param>
    public bool Can(string operation) => Operations.Contains(operation);

    public static PlatformFacts Of(IPlatformAdapter adapter)
    {
        var keyed = adapter as IKeyedPlatform;
        return new PlatformFacts
        {
            Platform = adapter.Platform,
            Capabilities = adapter.Capabilities,
            SettingsSchema = adapter.SettingsSchema,
            Operations = [.. OperationsOf(adapter)],
            Authenticates = adapter.Can<IAuthenticatedPlatform>(),
            Credentials = (adapter as IAuthenticatedPlatform)?.CredentialNames ?? [],
            Keys = keyed?.KeyNames ?? [],
            MinKeyCharacters = keyed?.MinKeyCharacters ?? 0,
            PollInterval = (adapter as IPolledPlatform)?.PollInterval,
            IsRated = adapter.Can<IRatedPlatform>(),
        };
    }

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
