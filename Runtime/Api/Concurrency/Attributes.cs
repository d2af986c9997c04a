namespace Orleans.Concurrency;

/// <summary>Every request to this grain class may run while others wait, turn by turn.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ReentrantAttribute : Attribute;

/// <summary>A static predicate of the class, <c>bool Name(IInvokable request)</c>, decides which requests may interleave.</summary>
/// <param name="callbackMethodName">Name of the predicate.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class MayInterleaveAttribute(string callbackMethodName) : Attribute
{
    /// <summary>Name of the predicate.</summary>
    public string CallbackMethodName { get; } = callbackMethodName;
}

/// <summary>This method may run while any other request waits, and others while it waits.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AlwaysInterleaveAttribute : Attribute;

/// <summary>This method changes nothing: it may run together with other read-only requests.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ReadOnlyAttribute : Attribute;

/// <summary>The caller does not wait for this method and never hears of its outcome.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OneWayAttribute : Attribute;

/// <summary>Grains of this class hold no state: each silo runs a pool of activations and calls stay on it.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class StatelessWorkerAttribute : Attribute
{
    /// <summary>A pool of one activation per processor.</summary>
    public StatelessWorkerAttribute() : this(Environment.ProcessorCount)
    {
    }

    /// <summary>A pool of at most <paramref name="maxLocalWorkers"/> activations.</summary>
    public StatelessWorkerAttribute(int maxLocalWorkers) => MaxLocalWorkers = maxLocalWorkers;

    /// <summary>Most activations of one grain id.</summary>
    public int MaxLocalWorkers { get; }
}
