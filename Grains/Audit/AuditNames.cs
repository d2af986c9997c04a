namespace Sanctum.Audit;

/// <summary>Names in the keys of audit grains.</summary>
internal static class AuditNames
{
    /// <summary>A tenant's audit log.</summary>
    public const string Log = "audit";
}
