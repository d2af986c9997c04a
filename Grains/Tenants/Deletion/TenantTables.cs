using System.Collections.Immutable;
using Sanctum.Storage;

namespace Sanctum.Tenants;

/// <summary>The tables that hold rows of tenants, as the database itself lists them.</summary>
internal sealed class TenantTables(Database reads)
{
    /// <summary>What every such table says of a row.</summary>
    public const string OfTenant = "t.tenant = $1";

    // Rows of Orleans name their grain: tenant/name, or in reminders type/tenant/name.
    private static readonly ImmutableArray<TenantTable> OfGrains =
    [
        new("grain_state", "starts_with(t.grain_key, $1 || '/')"),
        new("grain_reminder", "split_part(t.grain_id, '/', 2) = $1"),
    ];

    /// <summary>All of them; a table that another refers to comes after that.</summary>
    public async Task<ImmutableArray<TenantTable>> List(CancellationToken ct)
    {
        var names = await reads.QueryAsync(
            new SqlStatement(
                """
                select quote_ident(c.table_name) from information_schema.columns c
                join information_schema.tables t on t.table_schema = c.table_schema and t.table_name = c.table_name
                where c.table_schema = current_schema() and c.column_name = 'tenant' and t.table_type = 'BASE TABLE'
                order by 1
                """),
            row => row.GetString(0),
            ct);
        var references = await reads.QueryAsync(
            new SqlStatement(
                """
                select quote_ident(one.relname), quote_ident(other.relname)
                from pg_constraint c join pg_class one on one.oid = c.conrelid join pg_class other on other.oid = c.confrelid
                where c.contype = 'f' and c.conrelid <> c.confrelid and c.connamespace = current_schema()::regnamespace
                """),
            row => (From: row.GetString(0), To: row.GetString(1)),
            ct);
        return [.. Sort([.. names], references).Select(name => new TenantTable(name, OfTenant)), .. OfGrains];
    }

    private static IEnumerable<string> Sort(List<string> names, ImmutableArray<(string From, string To)> references)
    {
        while (names.Count > 0)
        {
            var next = names.FirstOrDefault(name => !references.Any(one => one.To == name && names.Contains(one.From)))
                ?? names[0];
            names.Remove(next);
            yield return next;
        }
    }
}

/// <summary>A table that holds rows of tenants.</summary>
/// <param name="Name">Its name, quoted where it must be.</param>
/// <param name="Condition">Which of its rows <c>t</c> are those of the tenant <c>$1</c>.</param>
internal sealed record TenantTable(string Name, string Condition);
