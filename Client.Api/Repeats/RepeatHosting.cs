using Microsoft.Extensions.Options;
using Sanctum.Edge;

namespace Sanctum.Repeats;

/// <summary>Puts every request under a deadline, until which its calls are repeated.</summary>
internal static class RepeatHosting
{
    public static void AddRepeats(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<RepeatMeter>();
        builder.Services.AddSingleton<IOutgoingGrainCallFilter, RepeatFilter>();
    }

    public static void UseDeadlines(this WebApplication app)
    {
        var limit = app.Services.GetRequiredService<IOptions<GatewayOptions>>().Value.RequestDeadline;
        var clock = app.Services.GetRequiredService<TimeProvider>();
        app.Use((context, next) => RequestDeadline.Run(context, next, limit, clock));
    }
}
