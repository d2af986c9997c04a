using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Sanctum.Hosting;

namespace Sanctum.Access;

internal sealed class AccessModule : IGrainModule
{
    public void Register(IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<AccessOptions>().BindConfiguration("Sanctum:Access:SignIn").ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton<AccessMeter>();
        services.AddSingleton<PasswordHashing>();
        services.AddHostedService<AccessStart>();
        services.AddSingleton<Passwords>();
        services.AddSingleton<UserStore>();
        services.AddSingleton<SessionStore>();
        services.AddSingleton<SignInLinkStore>();
        services.AddSingleton<PrincipalStore>();
        services.AddSingleton<RoleStore>();
        services.AddSingleton<ApiKeyStore>();
        services.AddSingleton<SigningKeyStore>();
        services.AddSingleton<SessionTokens>();
        services.AddOptions<OAuthOptions>().BindConfiguration("Sanctum:Access:OAuth").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<OAuthClientStore>();
        services.AddSingleton<OAuthTokenStore>();
        services.AddSingleton<OAuthKeyStore>();
        services.AddSingleton<ClientDocuments>();
        ClientDocuments.AddClient(services);
    }
}
