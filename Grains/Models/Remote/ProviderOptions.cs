using System.ComponentModel.DataAnnotations;
using Sanctum.Configuration;

namespace Sanctum.Models.Remote;

/// <summary>
/// A provider of models over HTTP; section <c>Sanctum:Models:Providers:NAME</c>, where NAME is what stands before the slash of a
/// model's name.
/// </summary>
[Settings("Sanctum:Models:Providers:NAME", SettingsGroup.Agents)]
public sealed class ProviderOptions
{
    /// <summary>The API that the server speaks: <c>OpenAI</c> (also every compatible server) or <c>Anthropic</c>.</summary>
    [Required]
    public string Kind { get; set; } = "OpenAI";

    /// <summary>Where the API is, such as <c>http://localhost:11434/v1</c>; empty: the vendor's own address.</summary>
    public Uri? BaseUrl { get; set; }

    /// <summary>
    /// The key. Empty: <c>OPENAI_API_KEY</c> or <c>ANTHROPIC_API_KEY</c>, but only at the vendor's own address,
    /// so that a vendor's key is never sent to another server.
    /// </summary>
    public string ApiKey { get; set; } = "";

    /// <summary>
    /// Whether requests ask for what an answer cost (<c>stream_options</c>). Off for a server of kind <c>OpenAI</c> that refuses
    /// it.
    /// </summary>
    public bool AsksForUsage { get; set; } = true;

    /// <summary>
    /// How many tokens the server's models read. 0: learnt from the first refusal of a request that is too long, for each model.
    /// </summary>
    [Range(0, 100_000_000)]
    public int ContextLength { get; set; }

    /// <summary>Longest time for a whole answer, retries included.</summary>
    [TimeRange("00:00:01", "01:00:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Longest silence: before the first token of an attempt, and between tokens.</summary>
    [TimeRange("00:00:00.050", "00:10:00")]
    public TimeSpan SilenceTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Further attempts after the first, as long as no token came.</summary>
    [Range(0, 10)]
    public int MaxRetries { get; set; } = 2;

    /// <summary>Wait before the first retry; it doubles, with jitter.</summary>
    [TimeRange("00:00:00.001", "00:01:00")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// Longest wait inside a call. Where the server asks for more, the call fails at once and its queue waits instead.
    /// </summary>
    [TimeRange("00:00:00.001", "00:05:00")]
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Attempts within half a minute, of which half have failed, that open the circuit.</summary>
    [Range(2, 1_000)]
    public int CircuitAttempts { get; set; } = 10;

    /// <summary>How long an open circuit lets nothing through.</summary>
    [TimeRange("00:00:00.500", "00:10:00")]
    public TimeSpan CircuitBreak { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>What is wrong with these values, or null.</summary>
    internal string? Fault()
    {
        if (BaseUrl is { } url && !(url.IsAbsoluteUri && url.Scheme is "http" or "https"))
            return $"{nameof(BaseUrl)} must be an absolute http or https address.";
        var faults = new List<ValidationResult>();
        Validator.TryValidateObject(this, new ValidationContext(this), faults, validateAllProperties: true);
        return faults.FirstOrDefault()?.ErrorMessage;
    }
}
