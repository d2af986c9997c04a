using System.Collections.Immutable;

namespace Sanctum.Health;

/// <summary>What impairs a service that is available, keyed <c>{tenant}/health</c>.</summary>
[Alias("sanctum.IHealthGrain")]
public interface IHealthGrain : IGrainWithStringKey
{
    /// <summary>At most twenty of each kind; empty where all is well. Circuits are those of the process that answers.</summary>
    [Alias("ListImpairments")]
    Task<Impairments> ListImpairments();
}

/// <summary>What one process has found.</summary>
/// <param name="Process">The process that answered, as <c>machine/process id</c>.</param>
/// <param name="Items">By kind and name.</param>
[GenerateSerializer, Immutable, Alias("sanctum.impairments")]
public sealed record Impairments([property: Id(0)] string Process, [property: Id(1)] ImmutableArray<Impairment> Items);

/// <summary>Something that does not work, while the rest does.</summary>
/// <param name="Part">What kind of thing it is: <c>model</c>, <c>account</c>, <c>outbox</c>, <c>plugin</c> or
/// <c>memory</c>.</param>
/// <param name="Name">Which one.</param>
/// <param name="Reason">What is wrong with it, for an operator; without secrets.</param>
[GenerateSerializer, Immutable, Alias("sanctum.impairment")]
public sealed record Impairment([property: Id(0)] string Part, [property: Id(1)] string Name, [property: Id(2)] string Reason);
