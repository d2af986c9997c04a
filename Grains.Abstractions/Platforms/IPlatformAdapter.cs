using System.Text.Json;
using Sanctum.Errors;
using Sanctum.Publishing;

namespace Sanctum.Platforms;

/// <summary>
/// A platform that agents live on. An implementation is found by this interface; nothing else names it. One instance serves
/// every account, so it keeps no state of an account between calls. What only some platforms can do is an interface of its
/// own beside this one, such as <see cref="IPolledPlatform"/>.
/// </summary>
public interface IPlatformAdapter
{
    /// <summary>The platform's name, as notifications and posts carry it: <c>^[a-z][a-z0-9-]{0,31}$</c>.</summary>
    string Platform { get; }

    /// <summary>What the platform can do, and its limits.</summary>
    PlatformCapabilities Capabilities { get; }

    /// <summary>
    /// JSON Schema of an account's settings. An account's settings were checked against it before the adapter sees them.
    /// </summary>
    string SettingsSchema => """{ "type": "object", "additionalProperties": false }""";

    /// <summary>What is wrong with settings that their schema accepts, such as two fields that exclude each other.</summary>
    IEnumerable<FieldError> Validate(JsonElement settings) => [];

    /// <summary>
    /// Whether it now supports what an interface of it declares. Where that is known only at run time, the answer
    /// may be no for some that it implements.
    /// </summary>
    bool Can<TPlatform>() where TPlatform : class, IPlatformAdapter => this is TPlatform;

    /// <summary>Called once before the first other call.</summary>
    Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Called once after the last other call.</summary>
    Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>
    /// Posts, as a reply where <see cref="OutboundPost.ReplyContext"/> says to what. A text beyond the platform's limit is split
    /// into a thread.
    /// </summary>
    /// <exception cref="DependencyException">The platform failed or refused; its class says whether to try again.</exception>
    /// <exception cref="SessionExpiredException">The session is not accepted any more; it is refreshed and the call made once
    /// more.</exception>
    /// <exception cref="AccountRefusedException">The account may not act there any more; it stops, and the post
    /// waits.</exception>
    Task<PostReceipt> PostAsync(PlatformAccount account, OutboundPost post, CancellationToken cancellationToken);
}

/// <summary>What the platform says of a post that it took.</summary>
/// <param name="PostId">The platform's id of the post, or of the first one of a thread.</param>
/// <param name="Rate">What is left of the account's allowance, where the platform told.</param>
public sealed record PostReceipt(string PostId, RateAllowance? Rate = null);
