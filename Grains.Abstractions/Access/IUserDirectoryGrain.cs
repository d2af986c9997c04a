using System.Collections.Immutable;
using Orleans.Concurrency;

namespace Sanctum.Access;

/// <summary>The users of a tenant, read from their rows; keyed <c>{tenant}/users</c>.</summary>
[Alias("sanctum.IUserDirectoryGrain")]
public interface IUserDirectoryGrain : IGrainWithStringKey
{
    /// <summary>A page of users, by name.</summary>
    /// <param name="after">The name behind which the page begins; null for the first one.</param>
    /// <param name="limit">1 to 200.</param>
    [AlwaysInterleave, ReadOnly, Alias("List")]
    Task<ImmutableArray<User>> List(string? after, int limit);
}
