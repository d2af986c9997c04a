using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Sanctum.Access;

/// <summary>An OpenID provider, and what its settings say of an account.</summary>
internal sealed class SignInProvider(string name, SignInProviderOptions options)
{
    public string Name { get; } = name;

    public SignInProviderOptions Options { get; } = options;

    /// <summary>What people call it.</summary>
    public string DisplayName => Options.DisplayName.Length > 0 ? Options.DisplayName : Name;

    /// <summary>Its address, without a slash at the end.</summary>
    public string Authority => Options.Authority.TrimEnd('/');

    /// <summary>What is asked for.</summary>
    public string Scope => string.Join(' ', Options.Scopes.Prepend("openid").Distinct(StringComparer.Ordinal));

    /// <summary>The path from which browsers are sent to the provider; <c>return</c> names the page to lead back to.</summary>
    public string SignInPath => $"/api/users/login/{Name}";

    /// <summary>Where the provider sends browsers back to.</summary>
    public string CallbackOf(HttpRequest request, PublicAddress address) =>
        new Uri(address.Of(request), $"api/users/login/{Name}/callback").AbsoluteUri;

    /// <summary>Asks the provider, within its time.</summary>
    /// <exception cref="ProviderFailedException">It did not answer in time, or cannot be reached.</exception>
    public async Task<T> Ask<T>(Func<CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(Options.Timeout);
        try
        {
            return await ask(timeout.Token);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ProviderFailedException(Name, $"it did not answer within {Options.Timeout:g}.", exception);
        }
        catch (Exception exception) when (
            exception is HttpRequestException or IOException or InvalidOperationException or ArgumentException or JsonException)
        {
            throw new ProviderFailedException(Name, "it cannot be reached, or its answer cannot be read.", exception);
        }
    }

    /// <summary>The account that a token describes.</summary>
    public ProviderAccount AccountOf(JsonWebToken token) =>
        new(Name, token.Issuer, token.Subject, ClaimsOf(token, Options.NameClaim).FirstOrDefault());

    /// <summary>What the settings say of that account.</summary>
    public ProviderRules RulesFor(JsonWebToken token)
    {
        var hasRules = Options.RolesClaim.Length > 0;
        var values = hasRules ? ClaimsOf(token, Options.RolesClaim) : [];
        var given = Options.RoleRules.Select(SplitRule).Where(rule => values.Contains(rule.Value)).Select(rule => rule.Role);
        return new ProviderRules(Options.CreatesUsers, [.. Options.DefaultRoles.Concat(given).Distinct()], hasRules);
    }

    // A value may have a '=', as the names of a directory do; a role has none.
    private static (string Value, string Role) SplitRule(string rule)
    {
        var end = rule.LastIndexOf('=');
        return (rule[..end], rule[(end + 1)..]);
    }

    private static ImmutableArray<string> ClaimsOf(JsonWebToken token, string name) =>
        [.. token.Claims.Where(claim => claim.Type == name && claim.Value.Length > 0).Select(claim => claim.Value)];
}
