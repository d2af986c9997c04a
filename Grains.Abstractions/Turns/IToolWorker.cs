using Orleans.Concurrency;

namespace Sanctum.Turns;

/// <summary>Runs tool calls under policy, schema, time and memory limits, and records their results. Stateless.</summary>
[Alias("sanctum.IToolWorker")]
public interface IToolWorker : IGrainWithStringKey
{
    /// <summary>Runs one call and records its result, once.</summary>
    [OneWay, Alias("Run")]
    Task Run(ToolRequested request);
}
