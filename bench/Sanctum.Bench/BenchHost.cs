using Sanctum.Hosting;
using Sanctum.Platforms;
using Sanctum.Storage;
using Sanctum.Testing;

namespace Sanctum.Bench;

/// <summary>The grains in this process, as the program hosts them, on a server of their own with durability on.</summary>
internal static class BenchHost
{
    /// <summary>Starts on a new database.</summary>
    public static async Task<IHost> Start() => await Start(await (await PostgresServer.Shared).CreateDatabase());

    /// <summary>Starts on <paramref name="database"/>.</summary>
    public static async Task<IHost> Start(string database, params (string Key, string Value)[] settings)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Configuration["SANCTUM_POSTGRES"] = database;
        builder.Configuration["Sanctum:Bluesky:AllowedNetworks:0"] = "127.0.0.0/8";
        foreach (var (key, value) in settings)
            builder.Configuration[key] = value;
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        builder.HostGrains();
        builder.Services.AddSingleton<IPlatformAdapter, SilentPlatform>();
        var host = builder.Build();
        await host.StartAsync();
        await host.Services.GetRequiredService<DatabaseReadiness>().Migrated;
        return host;
    }
}
