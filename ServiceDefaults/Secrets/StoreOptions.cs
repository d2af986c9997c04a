namespace Sanctum.Secrets;

/// <summary>The settings of secret stores, which the stores read before there is a host.</summary>
internal static class StoreOptions
{
    /// <summary>Has the process check and list them.</summary>
    public static void AddSecretStoreOptions(this IServiceCollection services)
    {
        services.AddOptions<FileStoreOptions>().BindConfiguration(FileStoreOptions.Section);
        services.AddOptions<KubernetesOptions>().BindConfiguration(KubernetesOptions.Section);
        services.AddOptions<VaultOptions>().BindConfiguration(VaultOptions.Section);
        services.AddOptions<SsmOptions>().BindConfiguration(SsmOptions.Section);
    }
}
