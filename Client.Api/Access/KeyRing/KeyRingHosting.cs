using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;

namespace Sanctum.Access;

/// <summary>Has ASP.NET Core's data protection use the keys that all gateways share.</summary>
internal static class KeyRingHosting
{
    // Gateways in different folders would have different purposes otherwise.
    private const string Application = "sanctum";

    // It reads the keys while the host starts, when they cannot be there yet, and logs that as an error.
    private const string EarlyReader = "Microsoft.AspNetCore.DataProtection.Internal.DataProtectionHostedService";

    public static void AddKeyRing(this IServiceCollection services)
    {
        services.AddDataProtection().SetApplicationName(Application);
        if (services.FirstOrDefault(service => service.ImplementationType?.FullName == EarlyReader) is { } early)
            services.Remove(early);
        services.AddSingleton<NewRingKeys>();
        services.AddSingleton<SharedKeyRing>();
        services.AddHostedService(provider => provider.GetRequiredService<SharedKeyRing>());
        services.AddSingleton<IKeyManager, FollowedKeys>();
        services.AddOptions<KeyManagementOptions>().Configure<SharedKeyRing>((options, ring) =>
        {
            (options.XmlRepository, options.XmlEncryptor) = (ring, new NullXmlEncryptor());
            options.AutoGenerateKeys = false;
        });
    }
}
