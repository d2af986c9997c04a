using Microsoft.AspNetCore.Http.Features;
using Sanctum.Access;
using Sanctum.Calls;
using Sanctum.Hosting;
using Sanctum.Identity;

namespace Sanctum.Settings;

/// <summary>
/// The most bytes of a request's body, as the settings document of the caller's tenant says. This process follows the documents
/// of the tenants that call it; until one is read, and below what it says, the gateway's own limit holds.
/// </summary>
internal sealed partial class UploadLimit : BackgroundService
{
    private readonly FollowedValues<UiSettings> _settings;
    private readonly IHostApplicationLifetime _lifetime;

    public UploadLimit(IGrainFactory grains, IHostApplicationLifetime lifetime, TimeProvider clock, ILogger<UploadLimit> logger)
    {
        _lifetime = lifetime;
        _settings = new FollowedValues<UiSettings>(
            async (tenant, known, cancellationToken) =>
            {
                var now = await grains.UiSettings(tenant).Follow(known?.Version ?? -1, cancellationToken);
                return now.Version == known?.Version ? known : now;
            },
            (_, _, _) => { },
            (tenant, failure) => NotFollowed(logger, tenant, failure.Message), clock);
    }

    /// <summary>Bounds the body of a request that nobody has read yet.</summary>
    public async ValueTask Apply(HttpContext context)
    {
        var tenant = context.Features.Get<Principal>()?.Tenant ?? GrainKey.DefaultTenant;
        // The default tenant's is read at the start; a request must not wait for that one.
        var settings = _settings.Find(tenant)
            ?? (tenant == GrainKey.DefaultTenant ? null : await _settings.Of(tenant));
        if (settings?.MaxUploadBytes is { } max
            && context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size
            && (size.MaxRequestBodySize is not { } present || present > max))
            size.MaxRequestBodySize = max;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // In a silo, the grains stop before the process does, and would wait for the answer.
        if (await _lifetime.WaitUntilStarted(stoppingToken))
            await _settings.Run(GrainKey.DefaultTenant, _lifetime.ApplicationStopping);
    }

    [LoggerMessage(
        2426, LogLevel.Warning, "The settings document of {Tenant} cannot be followed now; what was read last holds: {Reason}")]
    private static partial void NotFollowed(ILogger logger, string tenant, string reason);
}

/// <summary>Has every gateway hold it.</summary>
internal static class UploadLimiting
{
    public static void AddUploadLimit(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<UploadLimit>();
        builder.Services.AddHostedService(services => services.GetRequiredService<UploadLimit>());
    }

    /// <summary>Where it is known who calls, and before a body is read.</summary>
    public static void UseUploadLimit(this WebApplication app)
    {
        var limit = app.Services.GetRequiredService<UploadLimit>();
        app.Use(async (context, next) =>
        {
            if (!HttpMethods.IsGet(context.Request.Method) && context.Request.ContentLength is not 0)
                await limit.Apply(context);
            await next(context);
        });
    }
}
