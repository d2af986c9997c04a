using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Sanctum.Approvals;
using Sanctum.Hosting;
using Sanctum.Platforms;
using Sanctum.Queues;

namespace Sanctum.Publishing;

internal sealed class PublishingModule : IGrainModule
{
    public void Register(IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<OutboxOptions>().BindConfiguration("Sanctum:Outbox").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<OutboxStore>();
        services.AddSingleton<PostAuthors>();
        services.AddSingleton<PostPolicy>();
        services.AddSingleton<PostFees>();
        services.AddSingleton<SpendingStore>();
        services.AddSingleton<IRateBudget, OutboxBudget>();
        services.AddSingleton<OutboxAdminStore>();
        services.AddSingleton<OutboxListing>();
        services.AddSingleton<OutboxCounters>();
        services.AddSingleton<DeliveryHealthRegister>();
        services.AddSingleton<OutboxMeter>();
        services.AddSingleton<IUntakenWork, UntakenPosts>();
        services.AddSingleton<IApprovalWaiter, WaitingPosts>();
        services.AddSingleton<ISampledNumbers, SampledOutboxes>();
        services.AddSingleton<IRepairRuleSource, PostRepairRules>();
    }
}
