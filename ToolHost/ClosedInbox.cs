using Sanctum.Plugins;

namespace Sanctum.ToolHost;

/// <summary>The inbox of a plug-in that is here for its settings alone: it is not started, so it has no messages.</summary>
internal sealed class ClosedInbox : IPluginInbox
{
    public Task<bool> IngestAsync(PluginMessage message, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("A plug-in cannot ingest messages in the process of a tool.");
}
