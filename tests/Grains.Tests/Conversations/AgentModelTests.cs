using System.Collections.Concurrent;
using System.Diagnostics;
using Sanctum.Agents;

namespace Sanctum.Conversations;

[Collection(HostSuite.Name)]
public sealed class AgentModelTests(SanctumHost host)
{
    [Fact]
    public async Task Each_agents_answers_tell_the_model_that_gave_them_in_transcript_and_trace()
    {
        var models = new ConcurrentDictionary<object, object?>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Sanctum",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = span =>
            {
                if (span.GetTagItem("sanctum.session") is { } session)
                    models[session] = span.GetTagItem("sanctum.model");
            },
        };
        ActivitySource.AddActivityListener(listener);

        foreach (var model in new[] { "scripted/small", "scripted/large" })
        {
            var (agent, session) = ($"a-{Guid.NewGuid():N}"[..20], SanctumHost.NewSession());
            await host.Grains.GetGrain<IAgentGrain>($"default/{agent}").Create(new AgentDefinition(
                agent, agent, "", new AgentPersonality("A test."), new AgentCapabilities(model), []));

            await host.Ended(agent, await host.Send(agent, session, "hello"));

            var transcript = await host.Grains.GetGrain<ISessionGrain>($"default/{session}").Read(0, 10);
            Assert.Equal(model, transcript.Entries[^1].Usage?.Model);
            Assert.Equal(
                model, (await host.Grains.GetGrain<IAgentGrain>($"default/{agent}").Get()).Definition.Capabilities.Model);
            await Testing.Eventually.True(
                () => Task.FromResult(models.GetValueOrDefault(session) is string traced && traced == model));
        }
    }
}
