using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Hosting;
using Sanctum.Hosting;

namespace Sanctum.Conversations;

internal sealed class ConversationsModule : IGrainModule
{
    public void Register(IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ConversationOptions>().BindConfiguration("Sanctum:Conversation").ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton<SessionFileStore>();
        services.AddSingleton<TranscriptStore>();
        services.AddSingleton<SessionActivityStore>();
        services.AddSingleton<SessionListing>();
        services.AddSingleton<ModelStep>();
        services.AddSingleton<PromptBuilder>();
        services.AddSingleton<CompactionStore>();
        services.AddSingleton<PastContexts>();
        services.AddOptions<RecallOptions>().BindConfiguration("Sanctum:Memory:Recall").ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton<RecallStore>();
        services.AddSingleton<RecallSearch>();
        services.AddSingleton<RecallMeter>();
        services.AddSingleton<EnrolmentStore>();
        services.AddSingleton<EntryVectorStore>();
        services.AddSingleton<IUntakenWork, UntakenEntries>();
        services.AddSingleton<ISampledNumbers, SampledEntries>();
        services.AddSingleton<RecalledStore>();
        services.AddSingleton<PassageChoice>();
        services.AddSingleton<TurnRecallMeter>();
        services.AddSingleton<TurnRecall>();
        services.AddSingleton<ContextMeter>();
        services.AddSingleton<Summarizer>();
        services.AddSingleton<ContextCompactor>();
        services.AddPlacementDirector<SessionPlacement, SessionPlacementDirector>();
        services.AddSingleton<EchoText>();
    }
}
