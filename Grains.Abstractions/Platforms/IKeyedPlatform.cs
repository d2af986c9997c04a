using System.Collections.Immutable;

namespace Sanctum.Platforms;

/// <summary>
/// A platform whose accounts may hold keys that callers from outside show. They are given as credentials, none is required, and
/// nobody reads them again: <see cref="IPlatformAccountGrain.HoldsKey"/> only compares.
/// </summary>
public interface IKeyedPlatform : IPlatformAdapter
{
    /// <summary>Names of the keys that an account may give, such as <c>apiKey</c>.</summary>
    ImmutableArray<string> KeyNames { get; }

    /// <summary>How long a key must be at least.</summary>
    int MinKeyCharacters { get; }
}
