using System.Security.Cryptography;
using OtpNet;

namespace Sanctum.Access;

/// <summary>
/// Secrets and codes as RFC 6238 has them and as every authenticator app makes them: SHA-1, six digits, steps of 30 seconds. A
/// code of the step before and after is accepted, because clocks differ.
/// </summary>
internal static class TotpCodes
{
    /// <summary>How many digits a code has.</summary>
    public const int Digits = 6;

    private const int SecretBytes = 20;
    private const int StepSeconds = 30;

    private static readonly VerificationWindow Tolerance = new(previous: 1, future: 1);

    /// <summary>A new secret in Base32.</summary>
    public static string NewSecret() => Base32Encoding.ToString(RandomNumberGenerator.GetBytes(SecretBytes));

    /// <summary>The secret as apps read it from a QR code.</summary>
    public static string UriOf(string secret, string issuer, string account) =>
        new OtpUri(OtpType.Totp, secret, account, issuer, OtpHashMode.Sha1, Digits, StepSeconds).ToString();

    /// <summary>The time step of a code; null if it is none of now.</summary>
    public static long? StepOf(string secret, string code, DateTimeOffset now)
    {
        var totp = new Totp(Base32Encoding.ToBytes(secret), StepSeconds, OtpHashMode.Sha1, Digits);
        return totp.VerifyTotp(now.UtcDateTime, code, out var step, Tolerance) ? step : null;
    }
}
