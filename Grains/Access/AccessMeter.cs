using System.Diagnostics.Metrics;

namespace Sanctum.Access;

/// <summary>Counts sign-ins by what came of them.</summary>
internal sealed class AccessMeter
{
    public const string Ok = "ok";
    public const string Refused = "refused";
    public const string Locked = "locked";
    public const string Reused = "reused";
    public const string Challenged = "challenged";
    public const string Password = "password";
    public const string Totp = "totp";
    public const string Passkey = "passkey";

    private readonly Counter<long> _signIns;
    private readonly Counter<long> _tokens;

    public AccessMeter(IMeterFactory meters)
    {
        var meter = meters.Create("Sanctum.Access");
        _signIns = meter.CreateCounter<long>(
            "sanctum.access.sign_ins", "{attempt}", "Sign-ins and refreshed sessions, by kind and result");
        _tokens = meter.CreateCounter<long>("sanctum.access.oauth_tokens", "{token}", "Tokens issued by OAuth 2.1, by type");
    }

    /// <summary>Somebody gave a password, or the code that follows one.</summary>
    public void SignIn(string kind, string result) => Count(kind, result);

    /// <summary>Somebody gave a refresh token.</summary>
    public void Refresh(string result) => Count("refresh", result);

    /// <summary>Somebody gave the machine's key, or the code of a link that was made with it.</summary>
    public void Machine(string result) => Count("machine", result);

    /// <summary>Somebody came back from an OpenID provider.</summary>
    public void Provider(string result) => Count("provider", result);

    /// <summary>A token was issued; its type is a URN whose last part says what it is.</summary>
    public void OAuthToken(string type) =>
        _tokens.Add(1, new KeyValuePair<string, object?>("type", type[(type.LastIndexOf(':') + 1)..]));

    private void Count(string kind, string result) => _signIns.Add(
        1, new KeyValuePair<string, object?>("kind", kind), new KeyValuePair<string, object?>("result", result));
}
