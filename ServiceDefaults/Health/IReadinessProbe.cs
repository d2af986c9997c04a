namespace Sanctum.Health;

/// <summary>Something that this process needs in order to serve. Every registered probe is asked by <c>/ready</c>.</summary>
internal interface IReadinessProbe
{
    /// <summary>The name of the check.</summary>
    string Name { get; }

    /// <summary>The reason why it cannot be used now, or null when it can.</summary>
    ValueTask<string?> FindProblem(CancellationToken cancellationToken);

    /// <summary>What an operator should mend though it can be used now, or null.</summary>
    ValueTask<string?> FindWeakness(CancellationToken cancellationToken) => ValueTask.FromResult<string?>(null);
}
