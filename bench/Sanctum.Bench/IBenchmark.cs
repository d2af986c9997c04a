namespace Sanctum.Bench;

/// <summary>One measurement, found by this interface.</summary>
internal interface IBenchmark
{
    /// <summary>The verb that runs it.</summary>
    string Name { get; }

    /// <summary>What it measures, in one line.</summary>
    string Summary { get; }

    /// <summary>Whether it runs only where it is named.</summary>
    bool IsLong => false;

    /// <summary>Runs it and prints its figures.</summary>
    Task Run();
}
