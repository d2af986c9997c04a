using System.Collections.Immutable;
using Orleans.Concurrency;
using Sanctum.Calls;
using Sanctum.Identity;

namespace Sanctum.Access;

/// <summary>Keeps nothing itself, so any process may have one.</summary>
[StatelessWorker, GrainType("userdirectory")]
internal sealed class UserDirectoryGrain(UserStore users) : Grain, IUserDirectoryGrain
{
    public Task<ImmutableArray<User>> List(string? after, int limit) =>
        users.List(this.Key().Tenant, after, PageLimit.Check(limit), CancellationToken.None);
}
