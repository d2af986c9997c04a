using Sanctum.Runtime.Reminders;

namespace Sanctum.Conformance.Reminders.Embedded;

public sealed class RingHashTests
{
    [Theory]
    [InlineData("queue", "", -1_032_144_327)]
    [InlineData("alarm", "test/a", 479_627_140)]
    [InlineData("lifeline", "default/lifeline", 1_948_029_032)]
    [InlineData("agent", "default/åse-søster-of-the-long-name-beyond-32-bytes", -1_473_157_874)]
    public void Grain_has_the_place_on_the_ring_that_Orleans_gives_it(string type, string key, int expected) =>
        Assert.Equal(expected, RingHash.Of(new(type, key)));
}
