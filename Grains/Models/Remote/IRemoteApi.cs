using Microsoft.Extensions.AI;

namespace Sanctum.Models.Remote;

/// <summary>A wire format that servers of models speak. An implementation is found by this interface; nothing else names it.</summary>
internal interface IRemoteApi
{
    /// <summary>What <see cref="ProviderOptions.Kind"/> says for it.</summary>
    string Kind { get; }

    /// <summary>The configuration key (by habit an environment variable) that holds the vendor's key.</summary>
    string KeyVariable { get; }

    /// <summary>A client that makes one attempt per call: whoever calls it decides on retries and time.</summary>
    IChatClient Connect(HttpClient http, Uri? baseUrl, string apiKey, string model);
}
