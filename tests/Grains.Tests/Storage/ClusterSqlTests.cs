using System.Text;
using Sanctum.Agents;
using Sanctum.Testing;

namespace Sanctum.Storage;

/// <summary>What Orleans' AdoNet providers run over our tables, text by text, beside grains that use the same rows.</summary>
[Collection(HostSuite.Name)]
public sealed class ClusterSqlTests(SanctumHost host)
{
    private const int LifelineHash = 1_948_029_032;
    private const int Active = 3;
    private readonly ClusterSql _sql = new(host.Rows);

    [Fact]
    public async Task Cluster_reads_and_replaces_a_state_that_a_grain_wrote()
    {
        var agent = await host.NewAgent();

        var read = await _sql.Run("ReadFromStorageKey", State(agent));
        Assert.Contains($"\"{agent}\"", Encoding.UTF8.GetString((byte[])read["PayloadBinary"]!), StringComparison.Ordinal);
        var written = await _sql.Run("WriteToStorageKey", State(agent, read["Version"], read["PayloadBinary"]));
        var late = await _sql.Run("WriteToStorageKey", State(agent, read["Version"], read["PayloadBinary"]));

        Assert.Equal((int)read["Version"]! + 1, written["NewGrainStateVersion"]);
        Assert.Empty(late);
    }

    [Fact]
    public async Task Grain_starts_from_a_state_that_a_cluster_wrote()
    {
        var template = await host.NewAgent();
        var read = await _sql.Run("ReadFromStorageKey", State(template));
        var agent = $"a-{Guid.NewGuid():N}"[..20];
        var payload = Encoding.UTF8.GetString((byte[])read["PayloadBinary"]!).Replace(template, agent, StringComparison.Ordinal);

        var written = await _sql.Run("WriteToStorageKey", State(agent, null, Encoding.UTF8.GetBytes(payload)));

        Assert.Equal(1, written["NewGrainStateVersion"]);
        var found = await host.Grains.GetGrain<IAgentGrain>($"default/{agent}").Get();
        Assert.Equal((agent, AgentStatus.Active), (found.Id, found.Status));
        await host.Grains.GetGrain<IAgentGrain>($"default/{agent}").Retire();
        Assert.Equal(2, (await _sql.Run("ReadFromStorageKey", State(agent)))["Version"]);
    }

    [Fact]
    public async Task Cleared_state_keeps_its_version_and_has_no_payload()
    {
        var agent = await host.NewAgent();
        var before = await _sql.Run("ReadFromStorageKey", State(agent));

        var cleared = await _sql.Run("ClearStorageKey", State(agent, before["Version"]));

        var after = await _sql.Run("ReadFromStorageKey", State(agent));
        Assert.Equal((cleared.Values.First(), null), (after["Version"], after["PayloadBinary"]));
    }

    [Fact]
    public async Task Cluster_finds_a_reminder_by_the_part_of_the_ring_it_is_in()
    {
        await Eventually.True(async () => (await Range("ReadRangeRows1Key", LifelineHash - 1, LifelineHash)).Count > 0);

        var found = await Range("ReadRangeRows1Key", LifelineHash - 1, LifelineHash);
        Assert.Equal(
            ("lifeline/default/lifeline", "lifeline", 60_000L), (found["GrainId"], found["ReminderName"], found["Period"]));
        Assert.IsType<int>(found["Version"]);
        Assert.IsType<DateTime>(found["StartTime"]);
        Assert.Empty(await Range("ReadRangeRows1Key", LifelineHash, LifelineHash + 1));
        Assert.NotEmpty(await Range("ReadRangeRows2Key", LifelineHash - 1, int.MinValue));
        Assert.NotEqual(
            found["GrainId"], (await Range("ReadRangeRows2Key", LifelineHash, LifelineHash - 1)).GetValueOrDefault("GrainId"));
    }

    [Fact]
    public async Task Change_of_a_member_that_missed_another_one_changes_nothing()
    {
        var cluster = $"c-{Guid.NewGuid():N}";
        await _sql.Run("InsertMembershipVersionKey", ("DeploymentId", cluster));
        Assert.Null((await ReadMembers(cluster))["StartTime"]);

        Assert.Equal(1, (await _sql.Run("InsertMembershipKey", Member(cluster, version: 0))).Values.Single());
        Assert.Equal(0, (await _sql.Run("InsertMembershipKey", Member(cluster, version: 1))).Values.Single());
        Assert.Equal(0, (await _sql.Run("UpdateMembershipKey", Member(cluster, version: 0))).Values.Single());
        Assert.Equal(1, (await _sql.Run("UpdateMembershipKey", Member(cluster, version: 1))).Values.Single());

        var member = await ReadMembers(cluster);
        Assert.Equal((2, Active), (member["Version"], member["Status"]));
        Assert.Equal(30_000, (await _sql.Run("GatewaysQueryKey", ("DeploymentId", cluster), ("Status", Active)))["ProxyPort"]);
    }

    private static (string, object?)[] State(string agent, object? version = null, object? payload = null) =>
    [
        ("GrainIdHash", 0), ("GrainIdN0", 0L), ("GrainIdN1", 0L), ("GrainTypeHash", 0), ("GrainTypeString", "agent"),
        ("GrainIdExtensionString", $"default/{agent}"), ("ServiceId", "default"), ("GrainStateVersion", version as int?), (
            "PayloadBinary", payload),
    ];

    private static (string, object?)[] Member(string cluster, int version) =>
    [
        ("DeploymentId", cluster), ("Address", "127.0.0.1"), ("Port", 11_111), ("Generation", 1), ("SiloName", "silo"), (
            "HostName", "host"),
        ("Status", Active), ("ProxyPort", 30_000), ("SuspectTimes", ""), ("StartTime", DateTime.UtcNow),
        ("IAmAliveTime", DateTime.UtcNow), ("Version", version),
    ];

    private Task<IReadOnlyDictionary<string, object?>> ReadMembers(string cluster) =>
        _sql.Run("MembershipReadAllKey", ("DeploymentId", cluster));

    private Task<IReadOnlyDictionary<string, object?>> Range(string queryKey, int begin, int end) =>
        _sql.Run(queryKey, ("ServiceId", "default"), ("BeginHash", begin), ("EndHash", end));
}
