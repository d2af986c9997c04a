using Sanctum.Access;

namespace Sanctum.DeadLetters;

/// <summary>The grains of dead letters.</summary>
internal static class DeadLetterGrains
{
    public static IDeadLetterGrain DeadLetters(this IGrainFactory grains, string queue) =>
        grains.GetGrain<IDeadLetterGrain>(CallerTenant.Key(queue).ToString());

    public static IDeadLetterDirectoryGrain DeadLetterQueues(this IGrainFactory grains) =>
        grains.GetGrain<IDeadLetterDirectoryGrain>(CallerTenant.Key("dead-letters").ToString());
}
