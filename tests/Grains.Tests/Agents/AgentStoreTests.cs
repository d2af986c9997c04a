using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Sanctum.Storage;

namespace Sanctum.Agents;

public sealed class AgentStoreTests
{
    [Fact]
    public async Task Agents_of_another_service_on_the_same_database_are_not_listed()
    {
        await using var process = await StorageProcess.Create();
        await process.Migrator.Upgrade(CancellationToken.None);
        await process.Execute(
            """
            insert into grain_state (service_id, state_name, grain_key, payload, version)
            select service, 'agent', 'default/' || service,
                   jsonb_build_object('Status', 1, 'Version', 1, 'Definition', jsonb_build_object('Name', service)), 1
            from unnest(array['blue', 'default']) as service
            """);
        var store = new AgentStore(process.Reads, Options.Create(new ClusterOptions { ServiceId = "blue" }));

        var agents = await store.List("default", after: null, limit: 10, includeRetired: false, CancellationToken.None);

        Assert.Equal(["blue"], agents.Select(agent => agent.Id));
    }
}
