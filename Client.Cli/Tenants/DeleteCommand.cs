using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;

namespace Sanctum.Tenants;

/// <summary>Deletes a suspended tenant. It cannot be undone, so it wants a clear word: an answer, or <c>--yes</c>.</summary>
internal static class DeleteCommand
{
    public static ClientCommand Build()
    {
        var tenant = TenantArgument.Create();
        var yes = new Option<bool>("--yes", "-y") { Description = "Skip the confirmation; required without a terminal" };
        return new ClientCommand("delete", "Delete a suspended tenant with everything that it has") { tenant, yes }
            .Does(async run =>
            {
                if (!run.Get(yes) && !run.Output.IsInteractive)
                    throw ProblemException.Usage("Everything that the tenant has is deleted: add --yes.");
                if (!run.Get(yes) && !await run.Confirm($"Delete tenant {run.Get(tenant)} with everything that it has?"))
                {
                    run.Output.Note("Nothing was changed.");
                    return;
                }
                run.Output.Show(
                    await run.Gateway.Delete<DeletionShape>(Route.To($"v1/tenants/{run.Get(tenant)}"), run.Cancellation),
                    DeletionCommand.Describe);
            })
            .WithExamples("sanctum tenants delete acme --yes");
    }
}
