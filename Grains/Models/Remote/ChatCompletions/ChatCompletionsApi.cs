using Microsoft.Extensions.AI;

namespace Sanctum.Models.Remote.ChatCompletions;

/// <summary>Chat completions of OpenAI, which most other servers speak as well, each in its own way.</summary>
internal sealed class ChatCompletionsApi : IRemoteApi
{
    private static readonly Uri VendorUrl = new("https://api.openai.com/v1");

    public string Kind => "OpenAI";

    public string KeyVariable => "OPENAI_API_KEY";

    public IChatClient Connect(HttpClient http, RemoteModel model)
    {
        var url = new Uri((model.BaseUrl ?? VendorUrl).ToString().TrimEnd('/') + "/chat/completions");
        return new ChatCompletionsClient(http, url, model);
    }
}
