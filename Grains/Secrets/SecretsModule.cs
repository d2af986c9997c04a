using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Sanctum.Hosting;

namespace Sanctum.Secrets;

internal sealed class SecretsModule : IGrainModule
{
    public void Register(IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<SecretsOptions>()
            .Configure<IConfiguration>((options, settings) => options.Key = settings["SANCTUM_SECRETS_KEY"] ?? options.Key)
            .BindConfiguration("Sanctum:Secrets")
            .ValidateDataAnnotations()
            .Validate(
                options => options.Key is null or "" || SecretKey.IsValid(options.Key),
                "SANCTUM_SECRETS_KEY is not Base64 of 32 bytes.")
            .Validate(
                options => options.PreviousKeys.All(SecretKey.IsValid),
                "Sanctum:Secrets:PreviousKeys holds a text that is not Base64 of 32 bytes.")
            .ValidateOnStart();
        services.AddSingleton<SecretKeyRing>();
        services.AddSingleton<SecretBox>();
        services.AddSingleton<ConfiguredSecrets>();
        services.AddSingleton<SealedRows>();
        foreach (var owner in PartTypes.Implementing<ISecretOwner>())
            services.AddSingleton(typeof(ISecretOwner), owner);
        services.AddSingleton<RotationMeter>();
        services.AddSingleton<SecretRotation>();
        services.AddHostedService(provider => provider.GetRequiredService<SecretRotation>());
    }
}
