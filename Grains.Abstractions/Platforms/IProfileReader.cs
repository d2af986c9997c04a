using System.Collections.Immutable;
using Sanctum.Errors;

namespace Sanctum.Platforms;

/// <summary>A platform that tells about its people.</summary>
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
/// <param name="Metadata">What else the platform tells, such as counts.</param>
public sealed record PersonProfile(PlatformAuthor Author, string Description, ImmutableSortedDictionary<string, string> Metadata);
