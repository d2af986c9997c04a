using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Sanctum.Hosting;
using Sanctum.Models;
using Sanctum.Tools;

namespace Sanctum.Recording;

internal sealed class RecordingModule : IGrainModule
{
    public void Register(IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<RecordingOptions>().BindConfiguration("Sanctum:Models:Recording").ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<RecordingOptions>, PathRule>();
        services.AddSingleton<RequestKeys>();
        services.AddSingleton<Recorder>();
        services.AddSingleton<RecordedTraffic>();
        services.AddSingleton<ModelGatewayWrapper>(_ => Around);
        services.AddSingleton<ToolRunnerWrapper>(_ => Around);
    }

    /// <summary>The way to models that the configured mode asks for.</summary>
    public static IModelGateway Around(IModelGateway live, IServiceProvider services) => Mode(services) switch
    {
        RecordingMode.Record => ActivatorUtilities.CreateInstance<RecordingModelGateway>(services, live),
        RecordingMode.Replay => ActivatorUtilities.CreateInstance<ReplayingModelGateway>(services),
        _ => live,
    };

    /// <summary>The way to tools that the configured mode asks for.</summary>
    public static IToolRunner Around(IToolRunner live, IServiceProvider services) => Mode(services) switch
    {
        RecordingMode.Record => ActivatorUtilities.CreateInstance<RecordingToolRunner>(services, live),
        RecordingMode.Replay => ActivatorUtilities.CreateInstance<ReplayingToolRunner>(services, live),
        _ => live,
    };

    private static RecordingMode Mode(IServiceProvider services) =>
        services.GetRequiredService<IOptions<RecordingOptions>>().Value.Mode;

    private sealed class PathRule : IValidateOptions<RecordingOptions>
    {
        public ValidateOptionsResult Validate(string? name, RecordingOptions options) =>
            options.Fault() is { } fault
                ? ValidateOptionsResult.Fail($"Sanctum:Models:Recording:Path {fault}.")
                : ValidateOptionsResult.Success;
    }
}
