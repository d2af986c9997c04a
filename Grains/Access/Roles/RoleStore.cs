using System.Collections.Immutable;
using Sanctum.Audit;
using Sanctum.Storage;
using static Sanctum.Storage.Sql;

namespace Sanctum.Access;

/// <summary>The SQL of <c>roles</c>, <c>permissions</c> and <c>role_permissions</c>.</summary>
internal sealed class RoleStore(WriteBatcher writes, Database reads)
{
    public Task<ImmutableArray<Role>> List(string tenant, CancellationToken ct) =>
        reads.QueryAsync(
            new SqlStatement(
                """
                select r.name, r.description, r.is_builtin,
                       array(select p.permission from role_permissions p where p.tenant = r.tenant and p.role = r.name
                             order by p.permission)
                from roles r where r.tenant = $1 order by r.name
                """,
                Text(tenant)),
            row => new Role(
                row.GetString(0), row.GetString(1), [.. row.GetFieldValue<string[]>(3).Select(Permission.Parse)],
                row.GetBoolean(2)),
            ct);

    /// <summary>Writes a role and what it grants; the entry is null where Sanctum sees to its built-in ones.</summary>
    public Task Put(string tenant, Role role, DateTimeOffset now, AuditEntry? audit, CancellationToken ct)
    {
        var p = new StatementParameters();
        var (t, n) = (p.Add(Text(tenant)), p.Add(Text(role.Name)));
        var granted = p.Add(Texts(role.Permissions.Select(permission => permission.ToString())));
        var changes =
            $"""
            changed as (
                insert into roles (tenant, name, description, is_builtin, created_at)
                values ({t}, {n}, {p.Add(Text(role.Description))}, {p.Add(Bool(role.IsBuiltIn))}, {p.Add(Time(now))})
                on conflict (tenant, name) do update set description = excluded.description
                returning tenant),
            known as (
                insert into permissions (tenant, permission) select {t}, given from unnest({granted}) as given
                on conflict do nothing),
            taken as (delete from role_permissions where tenant = {t} and role = {n} and permission <> all ({granted})),
            granted as (
                insert into role_permissions (tenant, role, permission) select {t}, {n}, given from unnest({granted}) as given
                on conflict do nothing)
            """;
        // It has a row, which must be read: else the next statement of its group reads it.
        return writes.QuerySingleAsync(
            audit is null ? new SqlStatement($"with {changes} select 1", p.All) : p.Audited(changes, t, audit), _ => true, ct);
    }

    /// <summary>Removes a role that nobody has; false if somebody has it, or it is not there.</summary>
    public async Task<bool> Remove(string tenant, string name, AuditEntry audit, CancellationToken ct)
    {
        var p = new StatementParameters();
        var (t, n) = (p.Add(Text(tenant)), p.Add(Text(name)));
        return await writes.QuerySingleAsync(
            p.Audited(
                $"""
                changed as (
                    delete from roles where tenant = {t} and name = {n} and not is_builtin
                        and not exists (select from user_roles where tenant = {t} and role = {n})
                    returning tenant)
                """,
                t, audit),
            row => row.GetInt64(0),
            ct) > 0;
    }
}
