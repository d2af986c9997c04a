using Sanctum.Identity;

namespace Sanctum.DeadLetters;

/// <summary>The grains of dead letters.</summary>
internal static class DeadLetterGrains
{
    public static IDeadLetterGrain DeadLetters(this IGrainFactory grains, string queue) =>
        grains.GetGrain<IDeadLetterGrain>(GrainKey.InDefaultTenant(queue).ToString());

    public static IDeadLetterDirectoryGrain DeadLetterQueues(this IGrainFactory grains) =>
        grains.GetGrain<IDeadLetterDirectoryGrain>(GrainKey.InDefaultTenant("dead-letters").ToString());
}
