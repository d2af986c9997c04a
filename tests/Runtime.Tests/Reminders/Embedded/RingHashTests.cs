using Sanctum.Runtime.Reminders;

namespace Sanctum.Conformance.Reminders.Embedded;

public sealed class RingHashTests
{
    [Theory]
    [InlineData("queue", "", 1453224130)]
    [InlineData("alarm", "test/a", -1871144685)]
    [InlineData("lifeline", "default/lifeline", 2072846961)]
    [InlineData("agent", "default/åse-søster-of-the-long-name-beyond-32-bytes", 577450401)]
    public void Grain_has_the_place_on_the_ring_that_Orleans_gives_it(string type, string key, int expected) =>
        Assert.Equal(expected, RingHash.Of(new(type, key)));
}
