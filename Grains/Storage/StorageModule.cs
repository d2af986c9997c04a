using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;
using Sanctum.Hosting;

namespace Sanctum.Storage;

internal sealed class StorageModule : IGrainModule
{
    private const int KeepAliveSeconds = 30;

    public void Register(IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<StorageOptions>().BindConfiguration("Sanctum:Storage")
            .Configure(options => options.ConnectionString = StorageOptions.ConnectionStringOf(configuration))
            .ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(provider => Connect(provider.GetRequiredService<IOptions<StorageOptions>>().Value));
        services.AddSingleton<Database>();
        services.AddSingleton<Migrator>();
        AddHosted<DatabaseReadiness>(services);
        AddHosted<WriteBatcher>(services);
    }

    private static void AddHosted<T>(IServiceCollection services) where T : class, Microsoft.Extensions.Hosting.IHostedService
    {
        services.AddSingleton<T>();
        services.AddHostedService(provider => provider.GetRequiredService<T>());
    }

    private static NpgsqlDataSource Connect(StorageOptions options)
    {
        var connection = new NpgsqlConnectionStringBuilder(options.ConnectionString)
        {
            MaxPoolSize = options.MaxConnections,
            Timeout = (int)options.ConnectTimeout.TotalSeconds,
            CommandTimeout = (int)options.CommandTimeout.TotalSeconds,
            TcpKeepAlive = true,
            TcpKeepAliveTime = KeepAliveSeconds,
            TcpKeepAliveInterval = KeepAliveSeconds / 6,
            MaxAutoPrepare = 100,
            AutoPrepareMinUsages = 2,
            // Nobody here changes a session's settings, and the reset costs more than most statements that follow it.
            NoResetOnClose = true,
            ApplicationName = "sanctum",
        };
        // The driver's limit begins anew with each row that arrives; the server's bounds the whole statement.
        connection.Options = string.Create(
            CultureInfo.InvariantCulture,
            $"{connection.Options} -c statement_timeout={(long)options.CommandTimeout.TotalMilliseconds}").TrimStart();
        return NpgsqlDataSource.Create(connection);
    }
}
