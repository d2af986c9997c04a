namespace Sanctum.Failover.Clients;

/// <summary>One request as its client saw it.</summary>
/// <param name="Kind">What was asked for.</param>
/// <param name="Gateway">Name of the gateway that was asked.</param>
/// <param name="Due">When it was to be sent; its time counts from here.</param>
/// <param name="End">When the answer was read, or the connection lost.</param>
/// <param name="Status">Status of the answer; 0 if there was none.</param>
/// <param name="SaysWhen">Whether the answer has Retry-After.</param>
/// <param name="Detail">Body of an answer that is an error, or what became of the connection.</param>
/// <param name="HasLostGateway">Whether the gateway was killed or starting meanwhile.</param>
internal sealed record SentRequest(
    string Kind, string Gateway, DateTimeOffset Due, DateTimeOffset End, int Status, bool SaysWhen, string Detail,
    bool HasLostGateway)
{
    private const int MaxDetail = 160;

    public TimeSpan Time => End - Due;

    public bool IsSuccess => Status is >= 200 and < 300;

    public bool Overlaps(DateTimeOffset from, DateTimeOffset to) => Due <= to && End >= from;

    public override string ToString() =>
        $"{Due:HH:mm:ss.fff} {Kind} by {Gateway}: {Status} after {Time.TotalSeconds:0.0} s " +
        $"{(Detail.Length > MaxDetail ? Detail[..MaxDetail] + " …" : Detail)}";
}
