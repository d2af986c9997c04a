using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Sanctum.Approvals;
using Sanctum.Hosting;
using Sanctum.Tools.Builtin;
using Sanctum.Tools.Isolation;
using Sanctum.Tools.Isolation.Container;
using Sanctum.Web;

namespace Sanctum.Tools;

internal sealed class ToolsModule : IGrainModule
{
    public void Register(IServiceCollection services, IConfiguration configuration)
    {
        foreach (var tool in PartTypes.Implementing<ITool>().Where(type => RegisteredTool.FaceOf(type) is not null))
            services.AddSingleton(typeof(ITool), tool);
        services.AddSingleton<ToolRegistry>();
        services.AddSingleton<ToolSettingStore>();
        services.AddSingleton<ToolCatalog>();
        services.AddSingleton<AllowedTools>();
        services.AddSingleton<ToolExecution>();
        services.AddSingleton<ToolRunStore>();
        services.AddSingleton<IUntakenWork, UntakenRuns>();
        services.AddSingleton<IApprovalWaiter, WaitingRuns>();
        services.AddPublicWebClient();
        services.AddSingleton<PublicWeb>();
        services.AddSingleton<IPublicWeb>(provider => provider.GetRequiredService<PublicWeb>());
        services.AddSingleton<PageReading>();
        services.AddSingleton(Runner);
        services.AddSingleton<ToolSlots>();
        services.AddSingleton<ToolProcesses>();
        services.AddSingleton<OwnProcessSandbox>();
        services.AddSingleton<ContainerSandbox>();
        services.AddSingleton<ContainerCheck>();
        services.AddHostedService(provider => provider.GetRequiredService<ContainerCheck>());
        services.AddOptions<ContainerOptions>().BindConfiguration("Sanctum:Tools:Container").ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddOptions<IsolationOptions>().BindConfiguration("Sanctum:Tools:Isolation").ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddOptions<ToolOptions>().BindConfiguration("Sanctum:Tools").ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<FetchWebpageOptions>().BindConfiguration("Sanctum:Tools:FetchWebpage").ValidateDataAnnotations()
            .ValidateOnStart();
    }

    private static IToolRunner Runner(IServiceProvider services)
    {
        IToolRunner runner = ActivatorUtilities.CreateInstance<ToolRunner>(services);
        foreach (var wrap in services.GetServices<ToolRunnerWrapper>())
            runner = wrap(runner, services);
        return runner;
    }
}
