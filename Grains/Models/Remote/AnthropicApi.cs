using Anthropic;
using Anthropic.Core;
using Microsoft.Extensions.AI;

namespace Sanctum.Models.Remote;

/// <summary>Messages of Anthropic, by the vendor's own SDK, which speaks the seam itself.</summary>
internal sealed class AnthropicApi : IRemoteApi
{
    /// <summary>The API wants a bound on every answer; this one holds where the request names none.</summary>
    private const int DefaultMaxOutputTokens = 4_096;

    public string Kind => "Anthropic";

    public string KeyVariable => "ANTHROPIC_API_KEY";

    public IChatClient Connect(HttpClient http, RemoteModel model)
    {
        var vendor =
            new ClientOptions { HttpClient = http, ApiKey = model.ApiKey, MaxRetries = 0, Timeout = Timeout.InfiniteTimeSpan };
        var client = new AnthropicClient(
            model.BaseUrl is null ? vendor : vendor with { BaseUrl = model.BaseUrl.ToString().TrimEnd('/') });
        return client.AsIChatClient(model.Name, DefaultMaxOutputTokens);
    }
}
