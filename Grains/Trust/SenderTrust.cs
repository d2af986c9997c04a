using Microsoft.Extensions.Options;
using Sanctum.Platforms;

namespace Sanctum.Trust;

/// <summary>
/// How far the author of a message is trusted: callers of the API own what they ask about, people on platforms are strangers
/// unless an operator named them.
/// </summary>
internal sealed class SenderTrust(IOptions<TrustOptions> options)
{
    private readonly HashSet<string> _known = new(options.Value.Known, StringComparer.Ordinal);

    /// <summary>The known people, for <see cref="Sql"/>; null where there are none.</summary>
    public string? Known { get; } = options.Value.Known is { Length: > 0 } known ? string.Join('\n', known) : null;

    /// <summary>The trust of an author.</summary>
    /// <param name="platform">Where the message came from.</param>
    /// <param name="author">Who wrote it, as the platform names people.</param>
    public TrustLevel Of(string platform, string author) => platform == PlatformNames.Api
        ? TrustLevel.Owner
        : _known.Contains($"{platform}/{author}") ? TrustLevel.Known : TrustLevel.Stranger;

    /// <summary>The same in SQL, where a message is read and written by one statement.</summary>
    /// <param name="platform">The column of the platform.</param>
    /// <param name="author">The column of the author.</param>
    /// <param name="known">The column of <see cref="Known"/>.</param>
    public static string Sql(string platform, string author, string known) =>
        $"""
        case when {platform} = '{PlatformNames.Api}' then {(int)TrustLevel.Owner}
             when {platform} || '/' || {author} = any(string_to_array({known}, E'\n')) then {(int)TrustLevel.Known}
             else {(int)TrustLevel.Stranger} end
        """;
}
