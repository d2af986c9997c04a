using System.ComponentModel.DataAnnotations;
using Sanctum.Configuration;
using Sanctum.Limits;

namespace Sanctum.Edge;

/// <summary>How the gateway listens and what it bounds; section <c>Sanctum:Gateway</c>.</summary>
[Settings("Sanctum:Gateway", SettingsGroup.Api)]
internal sealed class GatewayOptions
{
    public const string Section = "Sanctum:Gateway";

    /// <summary>
    /// Whether the process of a silo is also the gateway, and so the whole product; a gateway in a separate process does not
    /// ask.
    /// </summary>
    public bool Enabled { get; set; }

    /// <summary>
    /// Where to listen; by default only this machine may call. Wins over <c>SANCTUM_URL</c>.
    /// </summary>
    [Required, Url(ErrorMessage = "It is not an http or https URL; SANCTUM_URL is used where it is not set.")]
    [SettingVariable("SANCTUM_URL")]
    public string Url { get; set; } = "http://127.0.0.1:9000";

    /// <summary>
    /// Where others reach the gateways, such as <c>https://sanctum.example.org/</c>: issuer and resource of tokens by OAuth 2.1.
    /// If it is empty, the address that each request names, so that tokens of one gateway are refused at another.
    /// </summary>
    [RegularExpression(
        "^$|^https?://[^/?#@]+/$", ErrorMessage = "It is not an http or https address that ends in a slash, without a path.")]
    public string PublicUrl { get; set; } = "";

    /// <summary>
    /// Whether to take the next free port where that of <c>Url</c> is taken; the log names it (events 2001 and 2002).
    /// </summary>
    public bool NextFreePort { get; set; }

    /// <summary>Most bytes of a request's body.</summary>
    [Range(1_024, 64 * 1_024 * 1_024)]
    public long MaxBodyBytes { get; set; } = 1_024 * 1_024;

    /// <summary>
    /// Open connections, of event streams too. Further ones are closed at once, without an answer. Loopback probes count as well.
    /// </summary>
    [Range(16, 1_000_000)]
    public long MaxConnections { get; set; } = 10_000;

    /// <summary>Most bytes of a request's headers together; more are refused with 431.</summary>
    [Range(1_024, 1_024 * 1_024)]
    public int MaxHeaderBytes { get; set; } = 32 * 1_024;

    /// <summary>Most headers of a request; more are refused with 431.</summary>
    [Range(16, 1_000)]
    public int MaxHeaders { get; set; } = 100;

    /// <summary>How long a request's headers may take to arrive; then the answer is 408.</summary>
    [TimeRange("00:00:01", "00:05:00")]
    public TimeSpan HeaderTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a connection may be open without a request.</summary>
    [TimeRange("00:00:01", "01:00:00")]
    public TimeSpan KeepAliveTimeout { get; set; } = TimeSpan.FromSeconds(130);

    /// <summary>
    /// Bytes per second that a request's body must bring, and that a client must take of an answer, on average after the first
    /// five seconds; a slower body is refused with 408, a slower reader is cut off. Event streams that are silent are not slow.
    /// </summary>
    [Range(1, 1_000_000)]
    public int MinBytesPerSecond { get; set; } = 240;

    /// <summary>
    /// Addresses and networks, as CIDR, of proxies whose <c>X-Forwarded-For</c> says who called them, and
    /// <c>X-Forwarded-Proto</c> whether by TLS. From all others these are ignored.
    /// </summary>
    [Proxies]
    public string[] TrustedProxies { get; set; } = [];

    /// <summary>Requests that one remote address may make in one window, at all gateways together.</summary>
    [Live, Range(1, 10_000_000)]
    public int RequestsPerWindow { get; set; } = 10_000;

    /// <summary>The window of the limit above.</summary>
    [Live, TimeRange("00:00:01", "01:00:00")]
    public TimeSpan RequestWindow { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How that limit counts: no window holds more requests (<c>SlidingWindow</c>), or a bucket of that many requests fills
    /// evenly in a window (<c>TokenBucket</c>).
    /// </summary>
    [Live]
    public LimitAlgorithm RequestAlgorithm { get; set; } = LimitAlgorithm.SlidingWindow;

    /// <summary>Requests that the bucket of one signed-in user holds, at all gateways together.</summary>
    [Live, Range(1, 10_000_000)]
    public int UserBucket { get; set; } = 10_000;

    /// <summary>Requests that the bucket of one API key holds.</summary>
    [Live, Range(1, 10_000_000)]
    public int KeyBucket { get; set; } = 10_000;

    /// <summary>Requests that the bucket of all users and keys of a tenant holds.</summary>
    [Live, Range(1, 10_000_000)]
    public int TenantBucket { get; set; } = 100_000;

    /// <summary>In which time these buckets fill evenly from empty to full.</summary>
    [Live, TimeRange("00:00:01", "01:00:00")]
    public TimeSpan BucketWindow { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Sign-ins, refreshes, registrations and resets that one remote address may try in a minute, at all gateways together.
    /// </summary>
    [Live, Range(1, 1_000_000)]
    public int SignInsPerMinute { get; set; } = 60;

    /// <summary>Open event streams in all.</summary>
    [Live, Range(1, 100_000)]
    public int MaxEventStreams { get; set; } = 2_000;

    /// <summary>Open event streams of one remote address.</summary>
    [Live, Range(1, 100_000)]
    public int MaxEventStreamsPerAddress { get; set; } = 200;

    /// <summary>Calls of the web chat bridge that one remote address may make in a minute without a key.</summary>
    [Range(1, 1_000_000)]
    public int BridgePublicCalls { get; set; } = 100;

    /// <summary>Calls of inbox and outbox that one remote address, and one account's key, may make in a minute.</summary>
    [Range(1, 1_000_000)]
    public int BridgePluginCalls { get; set; } = 200;

    /// <summary>Calls of the bridge's admin actions that one remote address may make in a minute.</summary>
    [Range(1, 1_000_000)]
    public int BridgeAdminCalls { get; set; } = 50;

    /// <summary>
    /// Live events kept for a client that reads slowly; deltas beyond it are dropped, transcript entries never are.
    /// </summary>
    [Live, Range(16, 65_536)]
    public int EventBuffer { get; set; } = 1_024;

    /// <summary>How long an event stream may be silent before a comment shows that it is alive.</summary>
    [Live, TimeRange("00:00:00.050", "00:01:00")]
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How often an event stream looks at the rows, in case a live event was lost.</summary>
    [Live, TimeRange("00:00:00.050", "00:01:00")]
    public TimeSpan ResyncPeriod { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest that a chat completion waits for its reply. The turn itself goes on.</summary>
    [Live, TimeRange("00:00:01", "01:00:00")]
    public TimeSpan ChatTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How long the calls of a request are made again while a silo is dead: those that read, or carry a key. Then the answer is
    /// 503. What a caller waits for by <c>wait</c> is added.
    /// </summary>
    [TimeRange("00:00:00", "00:05:00")]
    public TimeSpan RequestDeadline { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// How long such a call may go without an answer before it is made again beside the first; doubled each time.
    /// </summary>
    [Live, TimeRange("00:00:00.100", "00:01:00")]
    public TimeSpan TryTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Origins whose pages may call the gateway from a browser, such as <c>https://app.example.org</c>; none by default.
    /// </summary>
    public string[] CorsOrigins { get; set; } = [];
}
