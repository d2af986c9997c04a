using System.Text.Json.Nodes;
using Sanctum.Audit;

namespace Sanctum.Access;

/// <summary>Audit entries of what is done to users, roles and keys; they are rows of the same statement.</summary>
internal static class AccessAudit
{
    /// <summary>An entry of whoever calls, or of Sanctum itself.</summary>
    public static AuditEntry Entry(this TimeProvider clock, string action, string target, JsonObject? details = null) =>
        clock.Entry(Principal.Current?.Actor ?? "system/access", action, target, AuditResults.Ok, details);

    /// <summary>An entry of somebody named.</summary>
    public static AuditEntry Entry(
        this TimeProvider clock, string actor, string action, string target, string result, JsonObject? details = null) =>
        AuditEntry.At(clock.GetUtcNow(), actor, action, target, result, (details ?? []).ToJsonString());

    /// <summary>A statement in which a change and its entry commit together.</summary>
    /// <param name="parameters">Those of <paramref name="changes"/>.</param>
    /// <param name="changes">Common table expressions, one of them named <c>changed</c>, with rows where something
    /// changed.</param>
    /// <param name="tenant">The tenant's parameter.</param>
    /// <param name="entry">Written where something changed.</param>
    /// <param name="answer">What the statement answers.</param>
    public static Storage.SqlStatement Audited(
        this StatementParameters parameters, string changes, string tenant, AuditEntry entry,
        string answer = "select count(*) from changed")
    {
        var values = string.Join(", ", AuditRows.Parameters(entry).Select(parameters.Add));
        return new(
            $"""
            with {changes},
            audit as ({AuditRows.Insert} select {tenant}, {values} where exists (select from changed))
            {answer}
            """,
            parameters.All);
    }
}
