using Microsoft.AspNetCore.Authentication.JwtBearer;
using Sanctum.Tenants;

namespace Sanctum.Access;

/// <summary>Finds out who calls, and holds each endpoint to what it declares.</summary>
internal static class AccessHosting
{
    // With one scheme only, ASP.NET would look at every request's token itself, at the very beginning.
    private const string NoSchemeByDefault = "Microsoft.AspNetCore.Authentication.SuppressAutoDefaultScheme";

    public static void AddAccess(this WebApplicationBuilder builder)
    {
        builder.Services.AddAccessSettings();
        builder.Services.AddSingleton<Permissions>();
        builder.Services.AddSingleton<PrincipalCache>();
        builder.Services.AddSingleton<AcceptedKeys>();
        builder.Services.AddSingleton<Callers>();
        builder.Services.AddSingleton<StreamGuard>();
        builder.Services.AddSingleton<RefusedCallers>();
        builder.Services.AddSingleton<AccessGate>();
        builder.Services.AddSingleton<MachineKey>();
        AppContext.SetSwitch(NoSchemeByDefault, true);
        builder.Services.AddAuthentication().AddJwtBearer();
        builder.Services.AddKeyRing();
        builder.Services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme)
            .Configure<AcceptedKeys, KnownTenants>(BearerTokens.Configure);
    }

    public static void UseAccess(this WebApplication app)
    {
        app.Services.GetRequiredService<MachineKey>().Prepare();
        app.UseOAuth();
        var gate = app.Services.GetRequiredService<AccessGate>();
        app.Use(gate.Invoke);
    }
}
