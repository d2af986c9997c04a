namespace Sanctum.Repeats;

/// <summary>
/// Until when the calls of one HTTP request are repeated. It flows with the request into every call that the request makes.
/// </summary>
internal sealed class RequestDeadline(HttpContext context, TimeSpan limit, TimeProvider clock)
{
    private static readonly AsyncLocal<RequestDeadline?> Flowing = new();

    private readonly long _started = clock.GetTimestamp();
    private HttpContext? _context = context;
    private TimeSpan _waiting;

    /// <summary>That of the request which is being answered here; null outside of requests.</summary>
    public static RequestDeadline? Current => Flowing.Value;

    /// <summary>Whether the request only reads, and so does every call that it makes.</summary>
    public bool IsRead { get; } = HttpMethods.IsGet(context.Request.Method);

    /// <summary>
    /// Runs a request under a deadline. Once it has ended, <see cref="HttpContext.RequestAborted"/> as it was meanwhile ends what
    /// still reads for it.
    /// </summary>
    public static async Task Run(HttpContext context, RequestDelegate next, TimeSpan limit, TimeProvider clock)
    {
        var deadline = new RequestDeadline(context, limit, clock);
        Flowing.Value = deadline;
        var aborted = context.RequestAborted;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        context.RequestAborted = ended.Token;
        try
        {
            await next(context);
        }
        finally
        {
            deadline._context = null;
            context.RequestAborted = aborted;
            await ended.CancelAsync();
        }
    }

    /// <summary>Runs what is not repeated.</summary>
    public static async Task<T> Outside<T>(Func<Task<T>> call)
    {
        Flowing.Value = null;
        return await call();
    }

    /// <summary>The caller waits so much longer for an outcome.</summary>
    public void Extend(TimeSpan wait) => _waiting += wait;

    /// <summary>
    /// Until when a call that begins now is repeated. A stream that has begun, and what outlives its request, have the whole time
    /// for each call.
    /// </summary>
    /// <returns>A timestamp of the clock.</returns>
    public long EndOfCall() => EndFrom(_context is { Response.HasStarted: false } ? _started : clock.GetTimestamp());

    private long EndFrom(long start) => start + (long)((limit + _waiting).TotalSeconds * clock.TimestampFrequency);
}
