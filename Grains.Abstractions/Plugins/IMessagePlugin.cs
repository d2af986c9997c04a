using System.Collections.Immutable;
using System.Text.Json;
using Sanctum.Platforms;

namespace Sanctum.Plugins;

/// <summary>
/// A plug-in that carries messages: it hands what people write to an <see cref="IPluginInbox"/>, which its constructor takes, and
/// is called back with each reply. Its platform needs no <see cref="IPlatformAdapter"/>. All members are required; a plug-in in
/// which one is missing, null or throws is not loaded, and the reason names the member.
/// </summary>
public interface IMessagePlugin : IPlugin
{
    /// <summary>The plug-in's unique name: that of its folder and assembly.</summary>
    string Name { get; }

    /// <summary>The platform's name: <c>^[a-z][a-z0-9-]{0,31}$</c>. No other adapter has it.</summary>
    string Platform { get; }

    /// <summary>Sends the replies. Read once, when the plug-in is loaded.</summary>
    MessageHandler MessageHandler { get; }

    /// <inheritdoc/>
    abstract Task IPlugin.ApplySettingsAsync(JsonElement settings, CancellationToken cancellationToken);

    /// <inheritdoc/>
    abstract Task IPlugin.StartAsync(CancellationToken cancellationToken);

    /// <inheritdoc/>
    abstract Task IPlugin.StopAsync(CancellationToken cancellationToken);
}

/// <summary>
/// Sends an agent's reply to the person who wrote. It is called in any process that has the plug-in, so it relies on nothing but
/// its arguments. If it throws, the reply is sent again later or ends in error, as the exception's class says; see
/// <c>DependencyException</c>.
/// </summary>
/// <param name="response">What the agent wrote; at most 32,000 characters.</param>
/// <param name="profile">Who is answered, as it came with the message.</param>
/// <param name="messageId">The <see cref="PluginMessage.Id"/> of the message that is answered.</param>
/// <param name="cancellationToken">Cancels the call.</param>
public delegate Task MessageHandler(
    string response, SenderProfile profile, string messageId, CancellationToken cancellationToken);

/// <summary>A person on a plug-in's platform.</summary>
/// <param name="Author">Who it is.</param>
/// <param name="Metadata">What the plug-in needs to answer, such as the id of a chat. It comes back with each reply.</param>
public sealed record SenderProfile(PlatformAuthor Author, ImmutableDictionary<string, string> Metadata);
