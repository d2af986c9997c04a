using Microsoft.AspNetCore.WebUtilities;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Sanctum.Errors;

namespace Sanctum.Access;

/// <summary>
/// The code flow of OpenID Connect with PKCE, state and nonce: sends browsers to a provider, and signs in who comes back, or
/// links the account with who was signed in.
/// </summary>
/// <remarks>Meter: <c>sanctum.access.provider_failures</c>. Events: 2554, 2555.</remarks>
internal sealed partial class ProviderSignIn(
    ProviderMetadata metadata, CodeExchange codes, IdTokens tokens, PendingSignIns pendings, PublicAddress address,
    IClusterClient grains, ProviderMeter meter, TimeProvider clock, ILogger<ProviderSignIn> logger)
{
    private const int MaxCodeCharacters = 4_096;

    /// <summary>Sends a browser to the provider.</summary>
    /// <param name="http">The request.</param>
    /// <param name="provider">The provider.</param>
    /// <param name="return">The page to lead back to.</param>
    /// <param name="user">Whom the account is to be linked with; null to sign in.</param>
    public async Task<IResult> Begin(HttpContext http, SignInProvider provider, string @return, (string Name, Guid Session)? user)
    {
        OpenIdConnectConfiguration configuration;
        try
        {
            configuration = await metadata.Of(provider, http.RequestAborted);
        }
        catch (ProviderFailedException failure)
        {
            Failed(logger, provider.Name, failure.Message);
            if (!http.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase))
                throw;
            return Fail(http, provider, SignInFailure.Unavailable);
        }
        var pending = PendingSignIn.Begin(provider.Name, @return, clock.GetUtcNow() + PendingSignIns.Patience) with
        {
            Username = user?.Name,
            Session = user?.Session,
        };
        await pendings.Keep(http, pending);
        return Lead(http, QueryHelpers.AddQueryString(configuration.AuthorizationEndpoint, new Dictionary<string, string?>
        {
            ["response_type"] = "code",
            ["client_id"] = provider.Options.ClientId,
            ["redirect_uri"] = provider.CallbackOf(http.Request, address),
            ["scope"] = provider.Scope,
            ["state"] = pending.State,
            ["nonce"] = pending.Nonce,
            ["code_challenge"] = pending.ChallengeOf(),
            ["code_challenge_method"] = "S256",
        }));
    }

    /// <summary>Takes a browser that the provider sent back.</summary>
    public async Task<IResult> End(HttpContext http, SignInProvider provider)
    {
        var query = http.Request.Query;
        if (await pendings.Take(http, provider, query["state"]) is not { } pending)
            return Fail(http, provider, SignInFailure.Expired);
        if (query.ContainsKey("error"))
            return Fail(http, provider, SignInFailure.Denied);
        try
        {
            var token = await TokenOf(http, provider, pending);
            return await Accept(http, provider, token, pending);
        }
        catch (ProviderFailedException failure)
        {
            Failed(logger, provider.Name, failure.Message);
            return Fail(http, provider, SignInFailure.Unavailable);
        }
        catch (IdTokenRefusedException refusal)
        {
            Refused(logger, provider.Name, Callers.CallerOf(http).Address, refusal.Message);
            return Fail(http, provider, SignInFailure.Invalid);
        }
        catch (Exception exception) when (exception is SignInRefusedException or InvalidRequestException)
        {
            Refused(logger, provider.Name, Callers.CallerOf(http).Address, exception.Message);
            return Fail(http, provider, SignInFailure.NotLinked);
        }
        catch (ConflictException conflict)
        {
            Refused(logger, provider.Name, Callers.CallerOf(http).Address, conflict.Message);
            return Fail(http, provider, SignInFailure.Conflict);
        }
    }

    private async Task<JsonWebToken> TokenOf(HttpContext http, SignInProvider provider, PendingSignIn pending)
    {
        var configuration = await metadata.Of(provider, http.RequestAborted);
        // RFC 9207: an answer of one provider is not taken for another's.
        var issuer = http.Request.Query["iss"].ToString();
        if (issuer.Length > 0 ? issuer != configuration.Issuer : configuration.AuthorizationResponseIssParameterSupported)
            throw new IdTokenRefusedException(provider.Name, "the answer names another issuer");
        if (http.Request.Query["code"].ToString() is not { Length: > 0 and <= MaxCodeCharacters } code)
            throw new IdTokenRefusedException(provider.Name, "the answer has no code");
        var text = await codes.Redeem(
            provider, configuration, code, pending, provider.CallbackOf(http.Request, address), http.RequestAborted);
        return await tokens.Check(provider, configuration, text, pending.Nonce, http.RequestAborted);
    }

    private async Task<IResult> Accept(HttpContext http, SignInProvider provider, JsonWebToken token, PendingSignIn pending)
    {
        var account = provider.AccountOf(token);
        if (pending is { Username: { } username, Session: { } session })
            await grains.LinkedAccounts().Link(username, session, account);
        else
            SessionCookies.Set(http, await grains.LinkedAccounts().SignIn(
                account, provider.RulesFor(token), Callers.CallerOf(http)));
        return Lead(http, pending.Return);
    }

    private IResult Fail(HttpContext http, SignInProvider provider, string reason)
    {
        meter.Failed(provider.Name, reason);
        // Behind the # it stays in the browser.
        return Lead(http, $"/#sign-in-failed={reason}");
    }

    private static IResult Lead(HttpContext http, string location)
    {
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.Location = location;
        return Results.StatusCode(StatusCodes.Status303SeeOther);
    }

    [LoggerMessage(2554, LogLevel.Warning, "A sign-in by {Provider} failed: {Reason}")]
    private static partial void Failed(ILogger logger, string provider, string reason);

    [LoggerMessage(2555, LogLevel.Information, "A sign-in by {Provider} from {Address} was refused: {Reason}")]
    private static partial void Refused(ILogger logger, string provider, string address, string reason);
}
