using System.Collections.Immutable;
using Sanctum.Errors;

namespace Sanctum.Platforms;

/// <summary>A platform with profiles of its people.</summary>
public interface IProfileReader : IPlatformAdapter
{
    /// <summary>Who this is, by handle or id; null if there is nobody.</summary>
    /// <exception cref="DependencyException">The platform failed or refused.</exception>
    /// <exception cref="SessionExpiredException">The session is not accepted any more.</exception>
    Task<PersonProfile?> ReadProfileAsync(PlatformAccount account, string handleOrId, CancellationToken cancellationToken);
}

/// <summary>A person as a platform shows them.</summary>
/// <param name="Author">Id and names.</param>
/// <param name="Description">What they say of themselves.</param>
/// <param name="Metadata">What else the platform says, such as counts.</param>
[GenerateSerializer, Immutable, Alias("sanctum.person-profile")]
public sealed record PersonProfile(
    [property: Id(0)] PlatformAuthor Author,
    [property: Id(1)] string Description,
    [property: Id(2)] ImmutableDictionary<string, string> Metadata);
