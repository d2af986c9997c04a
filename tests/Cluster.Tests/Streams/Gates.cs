using System.Collections.Concurrent;

namespace Sanctum.Cluster.Streams;

/// <summary>Lets a test hold up a grain, and counts what grains try. Every test uses names of its own.</summary>
internal static class Gates
{
    private static readonly ConcurrentDictionary<string, TaskCompletionSource> ByName = new();
    private static readonly ConcurrentDictionary<string, int> Attempts = new();

    public static Task Wait(string gate) => Of(gate).Task.WaitAsync(TimeSpan.FromSeconds(60));

    public static void Open(string gate) => Of(gate).TrySetResult();

    public static int Attempt(string name) => Attempts.AddOrUpdate(name, 1, (_, count) => count + 1);

    public static int AttemptsOf(string name) => Attempts.GetValueOrDefault(name);

    private static TaskCompletionSource Of(string gate) =>
        ByName.GetOrAdd(gate, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
}
