using System.Diagnostics;
using System.Globalization;
using Sanctum.Testing;

namespace Sanctum.Hosting;

/// <summary>What a silo says of the Redis that keeps the list of silos.</summary>
public sealed class RedisReadinessTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sanctum-redis-").FullName;
    private readonly int _port = FreePort.Next();
    private Process? _redis;

    [Fact]
    public async Task Redis_that_keeps_what_it_is_given_is_ok()
    {
        StartRedis("--appendonly", "yes", "--maxmemory-policy", "noeviction");
        await using var silo = await StartSilo();

        var (_, ready) = await silo.Ready();

        Assert.Contains("""{"name":"redis","status":"ok","detail":null}""", ready, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("appendonly yes", "--appendonly", "no")]
    [InlineData("maxmemory-policy noeviction", "--appendonly", "yes", "--maxmemory-policy", "allkeys-lru")]
    public async Task Redis_that_may_lose_the_list_of_silos_is_degraded_with_the_setting(
        string setting, params string[] arguments)
    {
        StartRedis(arguments);
        await using var silo = await StartSilo();

        var (status, ready) = await silo.Ready();

        Assert.Equal(200, status);
        Assert.Contains("\"status\":\"degraded\"", ready, StringComparison.Ordinal);
        Assert.Contains(setting, ready, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Silo_waits_for_Redis_and_says_when_it_goes_away()
    {
        await using var silo = ProductProcess.Start(ProductProcess.Silo, await Settings());
        await silo.IsNotReadyFor("Sanctum:Cluster:Redis");
        StartRedis("--appendonly", "yes");
        await silo.BecomesReady();

        StopRedis();

        await silo.IsNotReadyFor("Sanctum:Cluster:Redis");
    }

    public void Dispose()
    {
        StopRedis();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<ProductProcess> StartSilo()
    {
        var silo = ProductProcess.Start(ProductProcess.Silo, await Settings());
        await silo.BecomesReady();
        return silo;
    }

    private async Task<(string, string)[]> Settings() =>
    [
        ("SANCTUM_POSTGRES", await (await PostgresServer.Shared).CreateDatabase()),
        ("Sanctum:Cluster:Provider", "Redis"),
        ("Sanctum:Cluster:Redis", $"127.0.0.1:{_port}"),
    ];

    private void StartRedis(params string[] arguments)
    {
        string[] all = [
            "--bind", "127.0.0.1", "--port", _port.ToString(CultureInfo.InvariantCulture), "--dir", _folder, .. arguments];
        _redis = Process.Start(new ProcessStartInfo("redis-server", [.. all, "--logfile", Path.Combine(_folder, "log")]));
    }

    private void StopRedis()
    {
        if (_redis is not { HasExited: false })
            return;
        _redis.Kill();
        _redis.WaitForExit();
    }
}
