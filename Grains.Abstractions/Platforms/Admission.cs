namespace Sanctum.Platforms;

/// <summary>Whether a notification is answered.</summary>
/// <param name="Verdict">What happens to it.</param>
/// <param name="Reason">Why it is not answered now: a name from <see cref="NoReplyReasons"/> or a sentence; null when it
/// is.</param>
/// <param name="Wait">When to ask again, for <see cref="AdmissionVerdict.Later"/>.</param>
[GenerateSerializer, Immutable, Alias("sanctum.admission")]
public sealed record Admission(
    [property: Id(0)] AdmissionVerdict Verdict, [property: Id(1)] string? Reason = null,
    [property: Id(2)] TimeSpan Wait = default)
{
    /// <summary>It is answered.</summary>
    public static Admission Reply { get; } = new(AdmissionVerdict.Reply);

    /// <summary>It is not answered.</summary>
    public static Admission NoReply(string reason) => new(AdmissionVerdict.NoReply, reason);

    /// <summary>It cannot be said yet.</summary>
    public static Admission Later(string reason, TimeSpan wait) => new(AdmissionVerdict.Later, reason, wait);
}

/// <summary>What happens to a notification.</summary>
public enum AdmissionVerdict
{
    /// <summary>The agent answers it.</summary>
    Reply,

    /// <summary>It ends without an answer.</summary>
    NoReply,

    /// <summary>It waits.</summary>
    Later,
}
