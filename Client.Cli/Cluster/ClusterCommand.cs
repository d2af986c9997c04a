using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;

namespace Sanctum.Cluster;

/// <summary>Lists the silos.</summary>
internal sealed class ClusterCommand : ICommandModule
{
    public Command Build() => new ClientCommand("cluster", "List the silos with status, version and load")
        .Does(async run => run.Output.Show(
            await run.Gateway.Get<ClusterShape>(Route.To($"v1/cluster"), run.Cancellation),
            cluster => SiloTable.Of(cluster.Silos)))
        .WithExamples("sanctum cluster", "sanctum cluster --json | jq -r '.silos[] | select(.status == \"active\") | .address'");
}
