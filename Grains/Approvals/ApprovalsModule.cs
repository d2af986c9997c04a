using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Sanctum.Hosting;

namespace Sanctum.Approvals;

internal sealed class ApprovalsModule : IGrainModule
{
    public void Register(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<ApprovalStore>();
        services.AddSingleton<ApprovalMeter>();
        services.AddSingleton<ApprovalGate>();
        services.AddSingleton<ApprovalWaits>();
        services.AddSingleton<ApprovalRights>();
        services.AddSingleton<IUntakenWork, DueApprovals>();
        services.AddSingleton<ISampledNumbers, SampledApprovals>();
    }
}
