using Sanctum.Access;
using Sanctum.Errors;

namespace Sanctum.Platforms.WebChat.Bridge;

/// <summary>Which web chat a call is for.</summary>
internal sealed class BridgeAccounts(IClusterClient grains, TimeProvider clock)
{
    private const string Setting = "bridge";
    private const string Field = "account";
    private static readonly TimeSpan KnownFor = TimeSpan.FromSeconds(2);

    private volatile Known? _known;

    /// <summary>The account that is named, or the only one with a bridge.</summary>
    /// <exception cref="InvalidRequestException">The name is none, or must be given.</exception>
    /// <exception cref="NotFoundException">No account has a bridge.</exception>
    public async Task<AccountName> Find(string? named)
    {
        if (named is not null)
            return AccountName.TryParse(named, null, out var account)
                ? account
                : throw new InvalidRequestException(Field, $"{AccountName.Rule}.");
        var known = _known;
        if (known is null || known.Tenant != CallerTenant.Name || known.Until < clock.GetUtcNow())
        {
            var accounts = await grains.Platforms().ListAccountsWith(PlatformNames.WebChat, Setting, limit: 2);
            _known = known = new Known(CallerTenant.Name, accounts, clock.GetUtcNow() + KnownFor);
        }
        return known.Accounts switch
        {
            [var only] => AccountName.Parse(only, null),
            [] => throw new NotFoundException("web chat with a", Setting),
            _ => throw new InvalidRequestException(Field, "must name one of several web chats with a bridge."),
        };
    }

    private sealed record Known(string Tenant, IReadOnlyList<string> Accounts, DateTimeOffset Until);
}
