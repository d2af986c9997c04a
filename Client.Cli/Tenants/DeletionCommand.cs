using Sanctum.Commands;
using Sanctum.Connection;
using Sanctum.Terminal;
using Spectre.Console;

namespace Sanctum.Tenants;

/// <summary>Shows what the deletion of a tenant has removed.</summary>
internal static class DeletionCommand
{
    public static ClientCommand Build()
    {
        var tenant = TenantArgument.Create();
        return new ClientCommand("deletion", "Show the receipt of a tenant's deletion, or how far it is") { tenant }
            .Does(async run => run.Output.Show(
                await run.Gateway.Get<DeletionShape>(Route.To($"v1/tenants/{run.Get(tenant)}/deletion"), run.Cancellation),
                Describe))
            .WithExamples("sanctum tenants deletion acme", "sanctum tenants deletion acme --json > receipt.json");
    }

    public static Table Describe(DeletionShape deletion) => Facts.Of(
    [
        ("Tenant", deletion.Tenant),
        ("Begun", $"{deletion.StartedAt.ToUniversalTime():u}"),
        ("Ended", deletion.EndedAt is { } ended ? $"{ended.ToUniversalTime():u}" : "not yet"),
        ("Rows", $"{deletion.Rows}"),
        .. deletion.Tables.Select(table => (table.Table, (object?)$"{table.Rows}, last at {table.LastAt.ToUniversalTime():u}")),
    ]);
}
