using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using Sanctum.Testing;

namespace Sanctum.Tests;

[Collection(SharedGateway.Name)]
public sealed class TraceTests(RunningGateway gateway)
{
    [Fact]
    public async Task The_trace_of_a_request_goes_on_through_its_turn_and_the_tool_that_it_runs()
    {
        var agent = await gateway.CreateAgent("local/default");
        var trace = ActivityTraceId.CreateRandom();
        var ended = new ConcurrentBag<Activity>();
        using var listener = new ActivityListener
        {
            // What an operator's collector gets.
            ShouldListenTo = source => source.Name is "Sanctum" or "Microsoft.AspNetCore" or "Microsoft.Orleans.Application",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = ended.Add,
        };
        ActivitySource.AddActivityListener(listener);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/agents/{agent}/messages?wait=30s");
        request.Headers.Add("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-01");
        request.Content = JsonContent.Create(new { text = "What is 6 * 7?" });

        using var response = await gateway.Http.SendAsync(request);

        await response.ShouldBe(200);
        // The turn pauses for its tool, and is told of the result by a stream.
        await Eventually.Get(() => Task.FromResult(Names(ended, trace)), names => names is ["tool calculate", "turn", "turn"]);
    }

    private static string[] Names(IEnumerable<Activity> activities, ActivityTraceId trace) =>
        [.. activities.Where(activity => activity.TraceId == trace && activity.Source.Name == "Sanctum")
            .Select(activity => activity.OperationName).Where(name => !name.StartsWith("deliver ", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)];
}
