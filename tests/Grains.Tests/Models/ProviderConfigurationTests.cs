using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Sanctum.Errors;
using Sanctum.Testing.Models;
using static Sanctum.Models.Answers;

namespace Sanctum.Models;

public sealed class ProviderConfigurationTests
{
    [Theory]
    [InlineData("openai/gpt", "OPENAI_API_KEY")]
    [InlineData("anthropic/claude", "ANTHROPIC_API_KEY")]
    [InlineData("nobody/x", "no provider")]
    public async Task Missing_key_or_provider_is_a_permanent_error_that_says_what_to_do(string model, string told)
    {
        var failure = await Assert.ThrowsAsync<DependencyException>(
            () => Gateway([]).StreamAsync(model, [], new ChatOptions(), default).Whole());

        Assert.Equal(ErrorClass.Permanent, failure.Class);
        Assert.Contains(told, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Vendors_key_is_not_sent_to_another_server()
    {
        await using var server = await LoopbackModelServer.Start(LoopbackModelServer.Stream(OpenAIHello));
        var gateway = Gateway(
            new() { ["Sanctum:Models:Providers:ollama:BaseUrl"] = server.Url + "/v1", ["OPENAI_API_KEY"] = "sk-vendor" });

        await gateway.StreamAsync("ollama/llama3", [new ChatMessage(ChatRole.User, "Hi")], new ChatOptions(), default).Whole();

        Assert.DoesNotContain("sk-vendor", server.Requests.Single().Headers.Authorization.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Kind", "Telepathy")]
    [InlineData("BaseUrl", "ftp://models")]
    [InlineData("MaxRetries", "99")]
    [InlineData("Timeout", "00:00:00")]
    public void Wrong_setting_stops_the_start(string key, string value) =>
        Assert.Throws<InvalidOperationException>(() => Gateway(new() { [$"Sanctum:Models:Providers:mine:{key}"] = value }));

    private static IModelGateway Gateway(Dictionary<string, string?> settings)
    {
        var services = new ServiceCollection();
        new ModelsModule().Register(services, new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        return services.BuildServiceProvider().GetRequiredService<IModelGateway>();
    }
}
