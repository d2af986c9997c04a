using Microsoft.Extensions.AI;
using Sanctum.Hosting;

[assembly: AdapterAssembly]

namespace Sanctum.Models.Local;

/// <summary>Models that need no key and no network: they answer from the agent's own memory, the same every time.</summary>
internal sealed class LocalProvider : IModelProvider
{
    public string Name => "local";

    public IChatClient Create(string model) => new LocalChatClient();
}
