using Sanctum.Errors;
using Sanctum.Queues;

namespace Sanctum.Plugins;

/// <summary>
/// Where an <see cref="IMessagePlugin"/> hands in what people wrote. Its constructor takes it; it works from <c>StartAsync</c>
/// until <c>StopAsync</c> has ended.
/// </summary>
public interface IPluginInbox
{
    /// <summary>
    /// Stores a message for the agent whose account it is for; it is answered through
    /// <see cref="IMessagePlugin.MessageHandler"/>.
    /// </summary>
    /// <param name="message">The message.</param>
    /// <param name="cancellationToken">Ends the wait; the message may be stored all the same.</param>
    /// <returns>
    /// True once it is stored; false where nothing was: it was ingested before, is older than the account, or is of no kind that
    /// the account's rules answer.
    /// </returns>
    /// <exception cref="ArgumentException">The message breaks a rule of its fields.</exception>
    /// <exception cref="NotFoundException">The account is not connected.</exception>
    /// <exception cref="QueueDrainingException">The agent's queue takes nothing in; hand it in again later.</exception>
    /// <exception cref="ConflictException">The account is being changed; hand it in again.</exception>
    /// <exception cref="InvalidOperationException">The plug-in is stopped.</exception>
    Task<bool> IngestAsync(PluginMessage message, CancellationToken cancellationToken);
}

/// <summary>A message to an agent.</summary>
/// <param name="Account">The account that it is for, as it was connected. The account says which agent answers.</param>
/// <param name="Id">The platform's id of it; the same id is answered once. At most 256 characters.</param>
/// <param name="Profile">Who wrote it. With <paramref name="Id"/> at most 16,000 characters of JSON.</param>
/// <param name="Text">What was written. Cut at 32,000 characters.</param>
/// <param name="SentAt">When it was written; null means now.</param>
/// <param name="Conversation">The conversation that it belongs to, at most 1,000 characters; null means one for each
/// person.</param>
public sealed record PluginMessage(
    string Account, string Id, SenderProfile Profile, string Text, DateTimeOffset? SentAt = null, string? Conversation = null);
