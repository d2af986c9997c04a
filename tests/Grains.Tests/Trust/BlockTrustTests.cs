using Sanctum.Memory;

namespace Sanctum.Trust;

public sealed class BlockTrustTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch;
    private static readonly MemoryBlock Block = new("notes", "a", "", 100, 1, Now) { Trust = TrustLevel.Stranger };

    [Theory]
    [InlineData(MemoryEditKind.Append, TrustLevel.Web, TrustLevel.Web)]
    [InlineData(MemoryEditKind.Append, TrustLevel.Operator, TrustLevel.Stranger)]
    [InlineData(MemoryEditKind.Replace, TrustLevel.Owner, TrustLevel.Stranger)]
    [InlineData(MemoryEditKind.Write, TrustLevel.Owner, TrustLevel.Owner)]
    [InlineData(MemoryEditKind.Write, TrustLevel.Web, TrustLevel.Web)]
    public void Block_has_the_lowest_trust_of_what_it_holds(MemoryEditKind kind, TrustLevel edit, TrustLevel expected)
    {
        var after = BlockEditing.Apply(Block, new MemoryEdit("1", "notes", kind, "b", "a", "ann") { Trust = edit }, Now);

        Assert.Equal(expected, after.Trust);
    }
}
