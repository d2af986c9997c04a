using System.Collections.Immutable;
using Sanctum.Errors;

namespace Sanctum.Platforms;

/// <summary>A platform whose posts can be searched.</summary>
public interface IPostSearch : IPlatformAdapter
{
    /// <summary>Posts that fit.</summary>
    /// <exception cref="DependencyException">The platform failed or refused.</exception>
    /// <exception cref="SessionExpiredException">The session is not accepted any more.</exception>
    Task<ImmutableArray<PlatformPost>> SearchAsync(PlatformAccount account, PostQuery query, CancellationToken cancellationToken);
}

/// <summary>What to search for.</summary>
/// <param name="Text">Words.</param>
/// <param name="Author">Only posts of this handle, or null.</param>
/// <param name="Order">Which posts come first.</param>
/// <param name="Limit">1 to 100.</param>
[GenerateSerializer, Immutable, Alias("sanctum.post-query")]
public sealed record PostQuery(
    [property: Id(0)] string Text,
    [property: Id(1)] string? Author = null,
    [property: Id(2)] PostOrder Order = PostOrder.Latest,
    [property: Id(3)] int Limit = 25);

/// <summary>Which posts come first.</summary>
public enum PostOrder
{
    /// <summary>The newest.</summary>
    Latest,

    /// <summary>Those that the platform ranks highest.</summary>
    Top,
}
