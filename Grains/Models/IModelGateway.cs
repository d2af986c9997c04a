using Microsoft.Extensions.AI;

namespace Sanctum.Models;

/// <summary>The way to every model, named <c>provider/model</c>.</summary>
public interface IModelGateway
{
    /// <summary>Asks a model and streams its answer.</summary>
    /// <exception cref="Errors.DependencyException">The provider is not configured, failed or refused; its class says whether to
    /// try again.</exception>
    IAsyncEnumerable<ChatResponseUpdate> StreamAsync(
        string model, IReadOnlyList<ChatMessage> messages, ChatOptions options, CancellationToken cancellationToken);
}

/// <summary>Wraps the way to models; a feature registers one to record or replace calls.</summary>
internal delegate IModelGateway ModelGatewayWrapper(IModelGateway live, IServiceProvider services);
