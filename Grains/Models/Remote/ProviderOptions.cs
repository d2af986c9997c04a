namespace Sanctum.Models.Remote;

/// <summary>A provider of models over HTTP; section <c>Sanctum:Models:Providers:NAME</c>, where NAME is what stands before the slash of a model's name.</summary>
public sealed class ProviderOptions
{
    /// <summary>The API that the server speaks: <c>OpenAI</c> (also every compatible server) or <c>Anthropic</c>.</summary>
    public string Kind { get; set; } = "OpenAI";

    /// <summary>Where the API is, such as <c>http://localhost:11434/v1</c>; empty: the vendor's own address.</summary>
    public Uri? BaseUrl { get; set; }

    /// <summary>
    /// The key. Empty: <c>OPENAI_API_KEY</c> or <c>ANTHROPIC_API_KEY</c>, but only at the vendor's own address,
    /// so that a vendor's key is never sent to another server.
    /// </summary>
    public string ApiKey { get; set; } = "";

    /// <summary>Longest time for a whole answer, retries included. One second to one hour.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Longest silence: before the first token of an attempt, and between tokens. 50 ms to ten minutes.</summary>
    public TimeSpan SilenceTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Further attempts after the first, as long as no token came. 0 to 10.</summary>
    public int MaxRetries { get; set; } = 2;

    /// <summary>Wait before the first retry; it doubles, with jitter. 1 ms to one minute.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Longest wait inside a call. Where the server asks for more, the call fails at once and its queue waits instead. 1 ms to five minutes.</summary>
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Attempts within half a minute, of which half have failed, that open the circuit. 2 to 1000.</summary>
    public int CircuitAttempts { get; set; } = 10;

    /// <summary>How long an open circuit lets nothing through. 500 ms to ten minutes.</summary>
    public TimeSpan CircuitBreak { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>What is wrong with these values, or null.</summary>
    internal string? Fault() =>
        BaseUrl is { } url && !(url.IsAbsoluteUri && url.Scheme is "http" or "https") ? $"{nameof(BaseUrl)} must be an absolute http or https address"
        : Outside(Timeout, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)) ? $"{nameof(Timeout)} must be from one second to one hour"
        : Outside(SilenceTimeout, TimeSpan.FromMilliseconds(50), TimeSpan.FromMinutes(10)) ? $"{nameof(SilenceTimeout)} must be from 50 ms to ten minutes"
        : MaxRetries is < 0 or > 10 ? $"{nameof(MaxRetries)} must be from 0 to 10"
        : Outside(RetryDelay, TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(1)) ? $"{nameof(RetryDelay)} must be from 1 ms to one minute"
        : Outside(MaxRetryDelay, TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(5)) ? $"{nameof(MaxRetryDelay)} must be from 1 ms to five minutes"
        : CircuitAttempts is < 2 or > 1_000 ? $"{nameof(CircuitAttempts)} must be from 2 to 1000"
        : Outside(CircuitBreak, TimeSpan.FromMilliseconds(500), TimeSpan.FromMinutes(10)) ? $"{nameof(CircuitBreak)} must be from 500 ms to ten minutes"
        : null;

    private static bool Outside(TimeSpan value, TimeSpan least, TimeSpan most) => value < least || value > most;
}
