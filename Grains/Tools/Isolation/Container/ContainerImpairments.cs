using Sanctum.Health;

namespace Sanctum.Tools.Isolation.Container;

/// <summary>Containers that tools have to run in and this process cannot make.</summary>
internal sealed class ContainerImpairments(ContainerCheck check) : IImpairmentSource
{
    public Task<IEnumerable<Impairment>> Find(string tenant) =>
        Task.FromResult<IEnumerable<Impairment>>(
            check.Reason is { } reason ? [new Impairment("sandbox", "container", reason)] : []);
}
