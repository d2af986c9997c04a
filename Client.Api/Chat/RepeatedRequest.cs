using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Sanctum.Access;
using Sanctum.Agents;
using Sanctum.Limits;
using Sanctum.Queues;
using Sanctum.Turns;

namespace Sanctum.Chat;

/// <summary>
/// Tells a repeat from a new message where the caller gives no idempotency key. OpenAI's clients send again what failed or took
/// too long, and some do not say so. An equal request of the same caller therefore joins the one before it while that is open,
/// and for ten minutes after it failed; where the client says that it repeats (<c>x-stainless-retry-count</c>), also for ten
/// minutes after it succeeded.
/// </summary>
/// <param name="Key">The message's idempotency key, made of the request.</param>
/// <param name="Joined">The message that the request repeats; null where it is a new one.</param>
internal sealed record RepeatedRequest(string Key, QueueReceipt? Joined)
{
    private const string RetryCount = "x-stainless-retry-count";
    private static readonly TimeSpan JoinedFor = TimeSpan.FromMinutes(10);

    public static async Task<RepeatedRequest> Find(AgentId agent, HttpRequest request, IGrainFactory grains)
    {
        var series = await SeriesOf(request);
        if (await grains.MessageSeries().FindLatest(agent.Value, series) is not { } latest)
            return new RepeatedRequest(KeyOf(series, 1), Joined: null);
        return Repeats(latest, SaysThatItRepeats(request))
            ? new RepeatedRequest(
                KeyOf(series, latest.Number), new QueueReceipt(latest.ItemId, latest.SessionId, IsDuplicate: true))
            : new RepeatedRequest(KeyOf(series, latest.Number + 1), Joined: null);
    }

    private static bool Repeats(SeriesItem latest, bool saysSo)
    {
        if (latest.EndedAgo is not { } ago)
            return true;
        var hasSucceeded = latest.Status == QueueItemStatus.Done
            || latest is { Status: QueueItemStatus.NoReply, StopReason: { } reason } && !StopReasons.IsFailure(reason);
        return ago < JoinedFor && (saysSo || !hasSucceeded);
    }

    private static bool SaysThatItRepeats(HttpRequest request) =>
        int.TryParse(request.Headers[RetryCount], NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0;

    private static string KeyOf(string series, int number) => string.Create(CultureInfo.InvariantCulture, $"{series}{number:D8}");

    // Who calls, what is called, and every byte of what is sent: what names the conversation is among it.
    private static async Task<string> SeriesOf(HttpRequest request)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        string[] heads = [
            CallerAddress.Of(request.HttpContext), request.Path.ToString(),
            Principal.Current?.Actor ?? Header("Authorization"), Header(ChatSession.Header)];
        hash.AppendData(Encoding.UTF8.GetBytes(string.Join('\n', heads) + "\n\n"));
        request.Body.Position = 0;
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        hash.AppendData(body.GetBuffer().AsSpan(0, (int)body.Length));
        return $"request:{Convert.ToHexStringLower(hash.GetHashAndReset())}:";

        string Header(string name) => request.Headers[name].ToString();
    }
}
