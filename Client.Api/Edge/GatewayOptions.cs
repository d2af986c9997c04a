using System.ComponentModel.DataAnnotations;

namespace Sanctum.Edge;

/// <summary>How the gateway listens and what it bounds; section <c>Sanctum:Gateway</c>.</summary>
internal sealed class GatewayOptions
{
    public const string Section = "Sanctum:Gateway";

    /// <summary>
    /// Whether the process of a silo is also the gateway, and so the whole product; a gateway in a separate process does not
    /// ask.
    /// </summary>
    public bool Enabled { get; set; }

    /// <summary>
    /// Where to listen. There are no users and keys yet, so by default only this machine may call. Wins over
    /// <c>SANCTUM_URL</c>.
    /// </summary>
    [Required, Url(ErrorMessage = "It is not an http or https URL; SANCTUM_URL is used where it is not set.")]
    public string Url { get; set; } = "http://127.0.0.1:9000";

    /// <summary>
    /// Whether to take the next free port where that of <c>Url</c> is taken; the log names it (events 2001 and 2002).
    /// </summary>
    public bool NextFreePort { get; set; }

    /// <summary>Most bytes of a request's body.</summary>
    [Range(1_024, 64 * 1_024 * 1_024)]
    public long MaxBodyBytes { get; set; } = 1_024 * 1_024;

    /// <summary>Requests that one remote address may make in one window.</summary>
    [Range(1, 10_000_000)]
    public int RequestsPerWindow { get; set; } = 10_000;

    /// <summary>The sliding window of the limit above.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan RequestWindow { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Open event streams in all.</summary>
    [Range(1, 100_000)]
    public int MaxEventStreams { get; set; } = 2_000;

    /// <summary>Open event streams of one remote address.</summary>
    [Range(1, 100_000)]
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
    [Range(16, 65_536)]
    public int EventBuffer { get; set; } = 1_024;

    /// <summary>How long an event stream may be silent before a comment shows that it is alive.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How often an event stream looks at the rows, in case a live event was lost.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan ResyncPeriod { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest that a chat completion waits for its reply. The turn itself goes on.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan ChatTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How long the calls of a request are made again while a silo is dead: those that read, or carry a key. Then the answer is
    /// 503. What a caller waits for by <c>wait</c> is added.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan RequestDeadline { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// How long such a call may go without an answer before it is made again beside the first; doubled each time.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan TryTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Origins whose pages may call the gateway from a browser, such as <c>https://app.example.org</c>; none by default.
    /// </summary>
    public string[] CorsOrigins { get; set; } = [];
}
