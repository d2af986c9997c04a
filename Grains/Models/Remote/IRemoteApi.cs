using Microsoft.Extensions.AI;

namespace Sanctum.Models.Remote;

/// <summary>
/// A wire format that servers of models speak. An implementation is found by this interface; nothing else names it.
/// </summary>
internal interface IRemoteApi
{
    /// <summary>What <see cref="ProviderOptions.Kind"/> says for it.</summary>
    string Kind { get; }

    /// <summary>The configuration key (by habit an environment variable) that holds the vendor's key.</summary>
    string KeyVariable { get; }

    /// <summary>A client that makes one attempt per call: whoever calls it decides on retries and time.</summary>
    IChatClient Connect(HttpClient http, RemoteModel model);
}

/// <summary>A model where it is served.</summary>
/// <param name="Provider">The provider's name.</param>
/// <param name="Name">The model's name there.</param>
/// <param name="BaseUrl">Where the API is; null for the vendor's own address.</param>
/// <param name="ApiKey">The key.</param>
/// <param name="AsksForUsage">Whether a request may ask for what it costs.</param>
internal sealed record RemoteModel(string Provider, string Name, Uri? BaseUrl, string ApiKey, bool AsksForUsage);
