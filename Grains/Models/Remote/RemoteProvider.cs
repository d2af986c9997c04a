using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.AI;
using Sanctum.Errors;

namespace Sanctum.Models.Remote;

/// <summary>A configured server of models.</summary>
/// <param name="name">What stands before the slash of its models.</param>
/// <param name="options">Its settings.</param>
/// <param name="api">What it speaks.</param>
/// <param name="vendorKey">The key from the environment, for the vendor's own address.</param>
/// <param name="isConfigured">Whether the configuration names it; the two vendors are there without.</param>
/// <param name="clock">The time that dates in answers are compared with.</param>
internal sealed class RemoteProvider(
    string name, ProviderOptions options, IRemoteApi api, string? vendorKey, bool isConfigured, TimeProvider clock)
    : IModelProvider, IDisposable
{
    /// <summary>Servers on one's own machine ask for no key, but the SDKs want one.</summary>
    private const string NoKey = "none";

    private readonly ProviderCircuit _circuit = Resilience.For(name, options);

    // Redirects are refused: an API does not move in mid call, and a key must not follow to another host.
    // Time is bounded per attempt and per answer, so the client has no limit of its own.
    [SuppressMessage(
        "ApiDesign", "RS0030",
        Justification = "One client for a provider and the process; its handler renews connections.")]
    private readonly HttpClient _http = new(new RefusalHandler(name, new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        ConnectTimeout = TimeSpan.FromSeconds(15),
    }, clock))
    { Timeout = Timeout.InfiniteTimeSpan };

    public string Name => name;

    public int ContextLength => options.ContextLength;

    /// <summary>Whether its circuit is open.</summary>
    public bool IsLeftAlone => _circuit.IsOpen;

    /// <summary>Whether the configuration names it.</summary>
    public bool IsConfigured => isConfigured;

    /// <summary>That it needs a key and has none, for an operator; null where it works without or has one.</summary>
    public string? MissingKey => options.ApiKey.Length > 0 || options.BaseUrl is not null || !string.IsNullOrEmpty(vendorKey)
        ? null
        : $"no key is configured; set {api.KeyVariable} or Sanctum:Models:Providers:{name}:ApiKey.";

    public IChatClient Create(string model) =>
        new RemoteChatClient(
            api.Connect(_http, new RemoteModel(name, model, options.BaseUrl, Key(), options.AsksForUsage)), name, options,
            _circuit.Pipeline);

    public void Dispose() => _http.Dispose();

    private string Key()
    {
        if (MissingKey is { } missing)
            throw new DependencyException(name, missing, ErrorClass.Permanent, isRefusal: true);
        if (options.ApiKey.Length > 0)
            return options.ApiKey;
        return options.BaseUrl is null ? vendorKey! : NoKey;
    }
}
