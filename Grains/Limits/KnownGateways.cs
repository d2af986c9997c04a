namespace Sanctum.Limits;

/// <summary>The gateways that asked an activation within the last window, at most <see cref="Max"/>.</summary>
internal sealed class KnownGateways
{
    /// <summary>How many are remembered; of more, the one that has been silent for longest is forgotten.</summary>
    public const int Max = 256;

    private readonly Dictionary<Guid, KnownGateway> _gateways = [];

    public KnownGateway? Find(Guid id) => _gateways.GetValueOrDefault(id);

    public KnownGateway Add(Guid id, TimeSpan now, TimeSpan window)
    {
        foreach (var (silent, gateway) in _gateways)
        {
            if (gateway.SeenAt < now - window)
                _gateways.Remove(silent);
        }
        if (_gateways.Count == Max)
            _gateways.Remove(_gateways.MinBy(one => one.Value.SeenAt).Key);
        return _gateways[id] = new KnownGateway();
    }
}

/// <summary>A gateway and its last call.</summary>
internal sealed class KnownGateway
{
    /// <summary>Number of the call.</summary>
    public long Number { get; set; } = -1;

    /// <summary>What it was answered.</summary>
    public LimitAnswer? Answer { get; set; }

    /// <summary>What it was granted while the activation learned.</summary>
    public int Share { get; set; }

    /// <summary>When the call was.</summary>
    public TimeSpan SeenAt { get; set; }
}
