using Sanctum.Errors;

namespace Sanctum.Platforms;

/// <summary>
/// Keeps an account's secrets out of what an adapter says went wrong, because that goes on into rows, logs and answers. Some
/// platforms repeat in their errors what they were sent.
/// </summary>
internal static class Redaction
{
    // Shorter ones are parts of ordinary words, and no secrets that any platform gives out.
    private const int ShortestSecret = 8;

    /// <summary>Makes a call with a session.</summary>
    public static Task<T> Call<T>(string platform, PlatformSession? session, Func<Task<T>> call) => Call(platform, SecretsOf(session), call);

    /// <summary>Makes a call with credentials.</summary>
    public static Task<T> Call<T>(string platform, PlatformCredentials credentials, Func<Task<T>> call) => Call(platform, [.. credentials.Values], call);

    private static async Task<T> Call<T>(string platform, KeyValuePair<string, string>[] secrets, Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (Exception exception) when (IsIn(exception.ToString(), secrets))
        {
            // Nothing of the original goes on, for its cause may say it too.
            var message = Redact(WithoutPrefix(exception.Message, $"{platform}: "), secrets);
            throw exception is SessionExpiredException
                ? new SessionExpiredException(platform, message)
                : new DependencyException(platform, message, ErrorClassifier.Classify(exception), ErrorClassifier.RetryAfter(exception),
                    isRefusal: exception is DependencyException { IsRefusal: true });
        }
    }

    private static KeyValuePair<string, string>[] SecretsOf(PlatformSession? session) => session is null
        ? []
        : [new("access token", session.AccessToken), new("refresh token", session.RefreshToken ?? "")];

    private static bool IsIn(string text, KeyValuePair<string, string>[] secrets) =>
        secrets.Any(secret => secret.Value.Length >= ShortestSecret && text.Contains(secret.Value, StringComparison.Ordinal));

    // The exceptions of platforms put it there, and will again.
    private static string WithoutPrefix(string message, string prefix) =>
        message.StartsWith(prefix, StringComparison.Ordinal) ? message[prefix.Length..] : message;

    private static string Redact(string text, KeyValuePair<string, string>[] secrets) => secrets
        .Where(secret => secret.Value.Length >= ShortestSecret)
        .Aggregate(text, (said, secret) => said.Replace(secret.Value, $"[{secret.Key}]", StringComparison.Ordinal));
}
