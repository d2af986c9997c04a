namespace Orleans.Configuration;

/// <summary>How long activations stay in memory without a call.</summary>
public sealed class GrainCollectionOptions
{
    /// <summary>Idle time after which an activation ends; 15 minutes.</summary>
    public TimeSpan CollectionAge { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How often idle activations are looked for; 1 minute.</summary>
    public TimeSpan CollectionQuantum { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Idle times by the full name of the grain class.</summary>
    public Dictionary<string, TimeSpan> ClassSpecificCollectionAge { get; set; } = [];

    /// <summary>How long an activation may take to end; 30 seconds.</summary>
    public TimeSpan DeactivationTimeout { get; set; } = TimeSpan.FromSeconds(30);
}

/// <summary>How calls travel.</summary>
public sealed class SiloMessagingOptions
{
    /// <summary>How long callers wait for an answer; 30 seconds.</summary>
    public TimeSpan ResponseTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether a grain's cancellation token fires when its caller's time is over; no by default.</summary>
    public bool CancelRequestOnTimeout { get; set; }
}

/// <summary>How reminders tick.</summary>
public sealed class ReminderOptions
{
    /// <summary>The shortest period that may be asked for; 1 minute.</summary>
    public TimeSpan MinimumReminderPeriod { get; set; } = TimeSpan.FromMinutes(1);
}

/// <summary>Which deployment this process belongs to.</summary>
public sealed class ClusterOptions
{
    /// <summary>Names the rows of this service; <c>default</c>.</summary>
    public string ServiceId { get; set; } = "default";

    /// <summary>Names the cluster; <c>default</c>.</summary>
    public string ClusterId { get; set; } = "default";
}
