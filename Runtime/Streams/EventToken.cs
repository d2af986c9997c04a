using Orleans;
using Orleans.Streams;

namespace Sanctum.Runtime.Streams;

/// <summary>Number of an event in its stream; later ones are higher.</summary>
[GenerateSerializer]
internal sealed class EventToken(long sequenceNumber) : StreamSequenceToken
{
    [Id(0)]
    public override long SequenceNumber { get; protected set; } = sequenceNumber;

    public override bool Equals(StreamSequenceToken? other) => other?.SequenceNumber == SequenceNumber;

    public override int CompareTo(StreamSequenceToken? other) => SequenceNumber.CompareTo(other?.SequenceNumber ?? long.MinValue);
}
