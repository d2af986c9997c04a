using System.Collections.Concurrent;
using Sanctum.Errors;
using Sanctum.Platforms;
using Sanctum.Testing;

namespace Sanctum.Publishing;

/// <summary>One host with a scripted platform on which each account fails as its test says.</summary>
public sealed class OutboxFixture : IAsyncLifetime
{
    private readonly ConcurrentDictionary<string, Func<OutboundPost, Exception?>> _faults = new();
    private PlatformHost? _host;

    public PlatformHost Host => _host!;

    internal IOutboxDirectoryGrain Directory => Host.Grains.GetGrain<IOutboxDirectoryGrain>("default/outboxes");

    public async Task InitializeAsync()
    {
        _host = await PlatformHost.Start();
        _host.Platform.PostFault = post => _faults.GetValueOrDefault(post.Account)?.Invoke(post);
    }

    public async Task DisposeAsync() => await Host.DisposeAsync();

    internal IOutboxAdminGrain Admin(string account) => Host.Grains.GetGrain<IOutboxAdminGrain>($"default/scripted/{account}");

    internal void Fault(string account, Func<OutboundPost, Exception?> fault) => _faults[account] = fault;

    internal void Heal(string account) => _faults.TryRemove(account, out _);

    /// <summary>A new account whose posts are refused for good.</summary>
    internal async Task<string> ConnectRefused(string rules = "{}")
    {
        var account = await Host.Connect(rules);
        Fault(account, _ => new DependencyException("scripted", "blocked by the author", ErrorClass.Permanent));
        return account;
    }

    /// <summary>Somebody writes to the account, and the reply comes to stand in <paramref name="status"/>.</summary>
    internal async Task<OutboxPost> Reply(
        string account, string text, OutboxStatus status, string author = "ann", string? thread = null)
    {
        var mention = Host.Platform.Notify(account, text, author, thread);
        await Host.Ended(account, mention);
        var page = await Eventually.Get(
            () => Directory.List(new OutboxSelection(Platform: "scripted", Account: account, Status: status), null, 200),
            page => page.Items.Any(post => post.ReplyContext!.Contains(mention.Id, StringComparison.Ordinal)));
        return page.Items.Single(post => post.ReplyContext!.Contains(mention.Id, StringComparison.Ordinal));
    }

    internal int PostsOf(string account) => Host.Platform.Posts.Count(post => post.Account == account);
}
