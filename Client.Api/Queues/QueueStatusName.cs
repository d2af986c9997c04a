using System.Text.Json;
using Sanctum.Errors;

namespace Sanctum.Queues;

/// <summary>Statuses as the API writes them.</summary>
internal static class QueueStatusName
{
    /// <exception cref="InvalidRequestException">It is no status.</exception>
    public static QueueItemStatus Parse(string field, string text)
    {
        foreach (var status in Enum.GetValues<QueueItemStatus>())
        {
            if (JsonNamingPolicy.SnakeCaseLower.ConvertName(status.ToString()) == text)
                return status;
        }
        throw new InvalidRequestException(field, $"'{text}' is none of new, processing, done, no_reply, error.");
    }
}
