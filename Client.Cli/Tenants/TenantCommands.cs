using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;
using Sanctum.Terminal;
using Spectre.Console;

namespace Sanctum.Tenants;

/// <summary><c>sanctum tenants</c>.</summary>
internal sealed class TenantCommands : ICommandModule
{
    public Command Build() => new("tenants", "Create tenants, limit, suspend and delete them")
    {
        BuildList(),
        BuildShow(),
        BuildAdd(),
        BuildSet(),
        BuildChange("suspend", "Suspend a tenant: its callers are refused, its agents rest, and nothing is lost"),
        BuildChange("resume", "Resume a suspended tenant; what waited is taken up"),
        BuildResetAdmin(),
        DeleteCommand.Build(),
        DeletionCommand.Build(),
    };

    private static ClientCommand BuildList()
    {
        var paging = new Paging("tenant", most: 200);
        return new ClientCommand("list", "List tenants") { paging }
            .Does(async run => run.Output.ShowPage(
                await run.Gateway.Get<Page<TenantShape>>(paging.Of(run, Route.To($"v1/tenants")), run.Cancellation), Describe))
            .WithExamples("sanctum tenants list");
    }

    private static ClientCommand BuildShow()
    {
        var tenant = TenantArgument.Create();
        return new ClientCommand("show", "Show a tenant, its quotas and what it has of them") { tenant }
            .Does(async run => run.Output.Show(
                await run.Gateway.Get<TenantShape>(Route.To($"v1/tenants/{run.Get(tenant)}"), run.Cancellation), Describe))
            .WithExamples("sanctum tenants show acme");
    }

    private static ClientCommand BuildAdd()
    {
        var (tenant, title, quotas) = (TenantArgument.Create(), TitleOption(), new QuotaOptions());
        return With(
            new ClientCommand(
                "add", "Create a tenant; its first admin's one-time password is shown once") { tenant, title }, quotas)
            .Does(async run => run.Output.Show(
                await run.Gateway.Post<CreatedTenantShape>(
                    Route.To($"v1/tenants"),
                    new
                    {
                        name = run.Get(tenant),
                        title = run.Get(title) ?? "",
                        quotas = quotas.Read(run, new QuotasShape()),
                    },
                    run.Cancellation),
                created => Facts.Of(
                    ("Tenant", created.Tenant.Name), ("Admin", created.Admin),
                    ("One-time password", created.OneTimePassword),
                    ("Next", $"sanctum login {created.Admin} --tenant {created.Tenant.Name}"))))
            .WithExamples("sanctum tenants add acme --title 'Acme Inc.' --agents 20 --messages-per-minute 600");
    }

    private static ClientCommand BuildSet()
    {
        var (tenant, title, quotas) = (TenantArgument.Create(), TitleOption(), new QuotaOptions());
        return With(
            new ClientCommand(
                "set", "Change a tenant's title or quotas; what is left out stays as it is") { tenant, title }, quotas)
            .Does(async run =>
            {
                var route = Route.To($"v1/tenants/{run.Get(tenant)}");
                var known = (await run.Gateway.Get<TenantShape>(route, run.Cancellation)).Value;
                run.Output.Show(
                    await run.Gateway.Put<TenantShape>(
                        route, new { title = run.Get(title) ?? known.Title, quotas = quotas.Read(run, known.Quotas) },
                        run.Cancellation),
                    Describe);
            })
            .WithExamples("sanctum tenants set acme --agents 50", "sanctum tenants set acme --sessions none");
    }

    private static ClientCommand BuildChange(string verb, string description)
    {
        var tenant = TenantArgument.Create();
        return new ClientCommand(verb, description) { tenant }
            .Does(async run => run.Output.Show(
                await run.Gateway.Post<TenantShape>(
                    Route.To($"v1/tenants/{run.Get(tenant)}/{verb}"), null, run.Cancellation),
                Describe))
            .WithExamples($"sanctum tenants {verb} acme");
    }

    private static ClientCommand BuildResetAdmin()
    {
        var tenant = TenantArgument.Create();
        return new ClientCommand("reset-admin", "Give a tenant's admin a one-time password, which is shown once") { tenant }
            .Does(async run => run.Output.Show(
                await run.Gateway.Post<TenantAdminShape>(
                    Route.To($"v1/tenants/{run.Get(tenant)}/reset-admin"), null, run.Cancellation),
                admin => Facts.Of(
                    ("Tenant", admin.Tenant), ("Admin", admin.Admin), ("One-time password", admin.OneTimePassword))))
            .WithExamples("sanctum tenants reset-admin acme");
    }

    private static Option<string?> TitleOption() => new("--title") { Description = "A title for people", HelpName = "text" };

    private static ClientCommand With(ClientCommand command, QuotaOptions quotas)
    {
        foreach (var option in quotas.All)
            command.Add(option);
        return command;
    }

    private static Table Describe(TenantShape tenant) => Facts.Of(
        ("Tenant", tenant.Name),
        ("Title", tenant.Title),
        ("State", Listing.State(tenant.State)),
        ("Agents", Used(tenant.Use?.Agents, tenant.Quotas.Agents)),
        ("Users", Used(tenant.Use?.Users, tenant.Quotas.Users)),
        ("Keys", Used(tenant.Use?.Keys, tenant.Quotas.Keys)),
        ("Sessions", Used(tenant.Use?.Sessions, tenant.Quotas.Sessions)),
        ("Memory blocks", Used(tenant.Use?.MemoryBlocks, tenant.Quotas.MemoryBlocks)),
        ("Messages", tenant.Quotas.MessagesPerMinute is { } quota ? $"{quota} a minute" : null));

    private static string? Used(long? has, int? quota) => (has, quota) switch
    {
        (null, null) => null,
        (null, { } limit) => $"at most {limit}",
        ({ } count, null) => $"{count}",
        ({ } count, { } limit) => $"{count} of {limit}",
    };

    private static Table Describe(IEnumerable<TenantShape> tenants)
    {
        var table = Listing.Of("TENANT", "STATE", "CREATED", "TITLE");
        foreach (var tenant in tenants)
            table.Row(tenant.Name, Listing.State(tenant.State), Age.Of(tenant.CreatedAt), tenant.Title);
        return table;
    }
}
