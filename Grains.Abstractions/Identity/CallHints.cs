namespace Sanctum.Identity;

/// <summary>What a call may say beside its arguments, in Orleans' <c>RequestContext</c>.</summary>
public static class CallHints
{
    /// <summary>Grain key of the agent of a session that may be new: it is placed beside that agent.</summary>
    public const string Agent = "sanctum.agent";
}
