using System.Collections.Immutable;
using Sanctum.Identity;
using Sanctum.Secrets;

namespace Sanctum.Plugins;

/// <summary>The settings of plug-ins, which are in the state of their grain; it encrypts them itself.</summary>
internal sealed class PluginSecrets(IGrainFactory grains) : ISecretOwner
{
    public string Name => "grain_state.plugins";

    private IPluginsGrain Grain => grains.GetGrain<IPluginsGrain>(GrainKey.InDefaultTenant("plugins").ToString());

    public Task<ImmutableArray<SecretCount>> Count(CancellationToken cancellationToken) => Grain.CountSecrets();

    public async Task<ReencryptedPage> Reencrypt(string? after, int limit, CancellationToken cancellationToken)
    {
        var reencrypted = await Grain.RenewSecrets();
        return new ReencryptedPage(reencrypted.Renewed, reencrypted.Unreadable, Next: null);
    }
}
