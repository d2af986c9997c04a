using Sanctum.Errors;
using Sanctum.Secrets;

namespace Sanctum.Platforms;

/// <summary>
/// Keeps an account's secrets out of what an adapter says went wrong, because that goes on into rows, logs and answers. Some
/// platforms repeat in their errors what they were sent.
/// </summary>
internal static class Redaction
{
    /// <summary>What stands in the place of a message that repeats what it was sent.</summary>
    public const string Dropped = "what it said is left out, because it repeats what it was sent.";

    /// <summary>Makes a call with a session.</summary>
    public static Task<T> Call<T>(string platform, PlatformSession? session, Func<Task<T>> call) =>
        Call(platform, SentWith.Session(session), call);

    /// <summary>Makes a call with credentials.</summary>
    public static Task<T> Call<T>(string platform, PlatformCredentials credentials, Func<Task<T>> call) =>
        Call(platform, SentWith.Credentials(credentials), call);

    private static async Task<T> Call<T>(string platform, SentWith sent, Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (Exception exception) when (exception is not OperationCanceledException && !sent.IsClean(exception))
        {
            // Nothing of the original goes on, for its cause may say it too.
            var message = sent.Redact(WithoutPrefix(exception.Message, $"{platform}: "));
            throw exception switch
            {
                SessionExpiredException => new SessionExpiredException(platform, message),
                AccountRefusedException => new AccountRefusedException(platform, message),
                _ => new DependencyException(
                    platform, message, ErrorClassifier.Classify(exception), ErrorClassifier.RetryAfter(exception),
                    isRefusal: exception is DependencyException { IsRefusal: true }),
            };
        }
    }

    // The exceptions of platforms put it there, and will again.
    private static string WithoutPrefix(string message, string prefix) =>
        message.StartsWith(prefix, StringComparison.Ordinal) ? message[prefix.Length..] : message;

    /// <summary>What a call was made with.</summary>
    private sealed class SentWith(KnownSecrets secrets, KnownSecrets open)
    {
        public static SentWith Session(PlatformSession? session) => new(new KnownSecrets(session is null
            ? []
            : [.. TokensOf("access token", session.AccessToken), .. TokensOf("refresh token", session.RefreshToken)]),
            new KnownSecrets([]));

        public static SentWith Credentials(PlatformCredentials credentials)
        {
            var bySecrecy = credentials.Values.ToLookup(credential => SensitiveNames.MatchCredential(credential.Key));
            var secrets = bySecrecy[true].SelectMany(secret => TokensOf(secret.Key, secret.Value));
            return new SentWith(new KnownSecrets(secrets), new KnownSecrets(bySecrecy[false]));
        }

        /// <summary>Whether nothing that an exception and its causes say has to be taken out.</summary>
        public bool IsClean(Exception exception)
        {
            for (var cause = exception; cause is not null; cause = cause.InnerException)
            {
                if (Redact(cause.Message) != cause.Message)
                    return false;
            }
            return true;
        }

        public string Redact(string message)
        {
            var hidden = secrets.Hide(message);
            // One that names who logs in, and gives a value to a name of a secret, is what was sent, however it is written.
            var isEcho = secrets.Repeats(message) || Masking.NamesSecret(message)
                && (open.Repeats(message) || open.Hide(message) != message);
            return isEcho ? Dropped : Masking.Text(open.Hide(hidden));
        }

        // Several secrets may be given as one text, separated by spaces.
        private static IEnumerable<KeyValuePair<string, string>> TokensOf(string name, string? value) => value is null
            ? []
            : value.Split(' ').Where(token => token.Length >= KnownSecrets.MinLength).Append(value).Select(
                token => KeyValuePair.Create(name, token));
    }
}
