using Orleans.Concurrency;

namespace Sanctum.Audit;

/// <summary>
/// Gives each entry of a tenant's audit log its place in the chain, after the commit of the entry; keyed <c>{tenant}/audit</c>.
/// Of two activations that seal at once, one changes nothing.
/// </summary>
[Alias("sanctum.IAuditSealerGrain")]
public interface IAuditSealerGrain : IGrainWithStringKey
{
    /// <summary>Entries were written: they are sealed a moment later, together with those that come until then.</summary>
    [OneWay, Alias("Wake")]
    Task Wake();
}
