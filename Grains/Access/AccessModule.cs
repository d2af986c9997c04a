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
        services.AddOptions<TokenOptions>().BindConfiguration("Sanctum:Access:Tokens").ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton<AccessMeter>();
        services.AddSingleton<PasswordHashing>();
        services.AddHostedService<AccessStart>();
        services.AddSingleton<Passwords>();
        services.AddSingleton<UserStore>();
        services.AddSingleton<SessionStore>();
        services.AddSingleton<RecentSignIn>();
        services.AddSingleton<SignInLinkStore>();
        services.AddSingleton<PrincipalStore>();
        services.AddSingleton<RoleStore>();
        services.AddSingleton<ApiKeyStore>();
        services.AddSingleton<SigningKeyStore>();
        services.AddSingleton<KeyRingStore>();
        services.AddSingleton<LinkedAccountStore>();
        services.AddSingleton<SessionTokens>();
        services.AddOptions<TotpOptions>().BindConfiguration("Sanctum:Access:Totp").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<TotpStore>();
        services.AddSingleton<ChallengeStore>();
        services.AddSingleton<TotpFactor>();
        services.AddOptions<PasskeyOptions>().BindConfiguration("Sanctum:Access:Passkeys").ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton<PasskeyStore>();
        services.AddSingleton<PasskeyChallenges>();
        services.AddSingleton<PasskeyVerifier>();
        services.AddOptions<OAuthOptions>().BindConfiguration("Sanctum:Access:OAuth").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<OAuthClientStore>();
        services.AddSingleton<OAuthTokenStore>();
        services.AddSingleton<OAuthKeyStore>();
        services.AddSingleton<ClientDocuments>();
        ClientDocuments.AddClient(services);
    }
}
