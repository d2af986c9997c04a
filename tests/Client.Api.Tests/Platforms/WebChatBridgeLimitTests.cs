using System.Text.RegularExpressions;
using Sanctum.Testing;
using static Sanctum.Tests.Platforms.BridgeGateway;

namespace Sanctum.Tests.Platforms;

/// <summary>A gateway with few calls in a minute; its only bridge need not be named.</summary>
[Collection(BridgeSuite.Name)]
public sealed partial class WebChatBridgeLimitTests : IAsyncLifetime
{
    private readonly WebhookGateway _hooks = new(
        "Sanctum:Gateway:BridgePublicCalls=3", "Sanctum:Gateway:BridgePluginCalls=4", "Sanctum:Gateway:BridgeAdminCalls=2");

    public Task InitializeAsync() => _hooks.InitializeAsync();

    public Task DisposeAsync() => _hooks.DisposeAsync();

    [Fact]
    public async Task Calls_beyond_a_limit_are_refused_with_a_wait_and_each_kind_has_its_own()
    {
        await BridgeGateway.Open(_hooks, new { }, new { apiKey = ApiKey, adminKey = AdminKey });

        await Exhaust("action=responses&session_id=" + NewSession(), key: null, calls: 3);
        await Exhaust("action=inbox", ApiKey, calls: 4);
        await Exhaust("action=sessions", AdminKey, calls: 2);
    }

    [Fact]
    public async Task The_three_calls_of_the_document_work_as_they_are_written()
    {
        await BridgeGateway.Open(_hooks, new { answeredBy = "outside" }, new { apiKey = ApiKey });
        var calls = Call().Matches(SourceFiles.Text("docs/web-chat-bridge.md")).Select(match => match.Groups["call"].Value)
            .ToArray();
        Assert.Equal(3, calls.Length);

        var answers = new List<string>();
        foreach (var call in calls)
        {
            var here = call.Replace("http://127.0.0.1:9000/", _hooks.Gateway.Address.ToString(), StringComparison.Ordinal)
                .Replace("THE-API-KEY", ApiKey, StringComparison.Ordinal);
            answers.Add(await Commands.Run(Path.GetTempPath(), "/bin/sh", "-c", here));
        }

        Assert.All(answers, answer => Assert.Contains("\"success\":true", answer, StringComparison.Ordinal));
        Assert.Contains("Where is my parcel?", answers[1], StringComparison.Ordinal);
        using var responses = await Send(_hooks.Gateway.Nobody, "action=responses&session_id=" + Session().Match(calls[0]).Value);
        Assert.Contains("It is on its way.", (await responses.ShouldBe(200)).ToJsonString(), StringComparison.Ordinal);
    }

    private async Task Exhaust(string query, string? key, int calls)
    {
        for (var call = 1; call <= calls; call++)
        {
            using var taken = await Send(_hooks.Gateway.Nobody, query, key: key);
            await taken.ShouldBe(200);
        }
        using var refused = await Send(_hooks.Gateway.Nobody, query, key: key);
        var envelope = await refused.ShouldBe(429);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        Assert.Equal(refused.Headers.RetryAfter.Delta.Value.TotalSeconds, envelope["retry_after"]!.GetValue<long>());
    }

    [GeneratedRegex(@"^(?<call>curl (?:[^\n]*\\\n)*[^\n]*)$", RegexOptions.Multiline)]
    private static partial Regex Call();

    [GeneratedRegex(@"session_\w+(?="",""message)")]
    private static partial Regex Session();
}
