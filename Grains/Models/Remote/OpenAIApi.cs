using System.ClientModel;
using System.ClientModel.Primitives;
using Microsoft.Extensions.AI;
using OpenAI;
using OpenAI.Chat;

namespace Sanctum.Models.Remote;

/// <summary>Chat completions of OpenAI, which most other servers speak as well.</summary>
internal sealed class OpenAIApi : IRemoteApi
{
    public string Kind => "OpenAI";

    public string KeyVariable => "OPENAI_API_KEY";

    public IChatClient Connect(HttpClient http, Uri? baseUrl, string apiKey, string model)
    {
        var options = new OpenAIClientOptions
        {
            Transport = new HttpClientPipelineTransport(http),
            RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
            NetworkTimeout = Timeout.InfiniteTimeSpan,
        };
        if (baseUrl is not null)
            options.Endpoint = baseUrl;
        return new OpenAIChatClient(new ChatClient(model, new ApiKeyCredential(apiKey), options));
    }
}
