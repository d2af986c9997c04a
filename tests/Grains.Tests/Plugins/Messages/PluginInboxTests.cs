using System.Collections.Immutable;
using Sanctum.Errors;
using Sanctum.Platforms;
using Sanctum.Publishing;

namespace Sanctum.Plugins.Messages;

/// <summary>What the inbox and the adapter of a message plug-in refuse.</summary>
public sealed class PluginInboxTests
{
    private static readonly SenderProfile Ann = new(new PlatformAuthor("ann", "ann"), ImmutableDictionary<string, string>.Empty);
    private static readonly PluginMessage Right = new("ada", "1", Ann, "hello");

    public static TheoryData<string, PluginMessage> Wrong => new()
    {
        { "Account", Right with { Account = "" } },
        { "Account", Right with { Account = null! } },
        { "Id", Right with { Id = "" } },
        { "Id", Right with { Id = null! } },
        { "Id", Right with { Id = new string('x', 257) } },
        { "Profile", Right with { Profile = null! } },
        { "Profile", Right with { Profile = Ann with { Author = null! } } },
        { "Metadata", Right with { Profile = Ann with { Metadata = null! } } },
        { "Profile.Author.Id", Right with { Profile = Ann with { Author = new PlatformAuthor("", "") } } },
        { "16000", Right with { Profile = Ann with { Metadata = Ann.Metadata.Add("x", new string('x', 16_000)) } } },
        { "U+0000", Right with { Profile = Ann with { Metadata = Ann.Metadata.Add("x", "\0") } } },
        { "Text", Right with { Text = null! } },
        { "Conversation", Right with { Conversation = new string('x', 1_001) } },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task A_message_that_breaks_a_rule_is_refused_by_the_name_of_the_field(string field, PluginMessage message)
    {
        var inbox = new PluginInbox(grains: null!);
        inbox.Open("letters");

        var refused = await Assert.ThrowsAsync<ArgumentException>(() => inbox.IngestAsync(message, CancellationToken.None));

        Assert.Contains(field, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plug_in_that_is_stopped_brings_nothing_in()
    {
        var inbox = new PluginInbox(grains: null!);
        inbox.Open("letters");

        inbox.Close();

        await Assert.ThrowsAsync<InvalidOperationException>(() => inbox.IngestAsync(Right, CancellationToken.None));
    }

    [Fact]
    public async Task A_profile_comes_back_as_it_went_in()
    {
        var metadata = Ann.Metadata.Add("chat", "7").Add("naïve \"key\"", "\ud83d\ude00");
        var got = (Text: "", Profile: Ann, Id: "");
        var adapter = new MessagePluginAdapter("letters", (text, profile, id, _) =>
        {
            got = (text, profile, id);
            return Task.CompletedTask;
        });

        await adapter.PostAsync(
            Account, Post(new ReplyAddress("m1", Ann with { Metadata = metadata }).ToReplyContext()), CancellationToken.None);

        Assert.Equal(("hi", "m1", Ann.Author), (got.Text, got.Id, got.Profile.Author));
        Assert.Equal(metadata.OrderBy(pair => pair.Key), got.Profile.Metadata.OrderBy(pair => pair.Key));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("""{"messageId":"1","profile":{"author":{},"metadata":{}}}""")]
    [InlineData("""{"messageId":"1","profile":{"author":{"id":"a","handle":"a"}}}""")]
    public async Task A_post_that_replies_to_nothing_of_the_plug_in_is_refused_for_good(string? context)
    {
        var adapter = new MessagePluginAdapter("letters", (_, _, _, _) => throw new InvalidOperationException());

        var refused = await Assert.ThrowsAsync<DependencyException>(
            () => adapter.PostAsync(Account, Post(context), CancellationToken.None));

        Assert.Equal((ErrorClass.Permanent, true), (refused.Class, refused.IsRefusal));
    }

    private static PlatformAccount Account => new("default", "letters", "ada", PlatformCalls.NoSettings, Session: null);

    private static OutboundPost Post(string? context) =>
        new(Guid.CreateVersion7(), "key", "letters", "ada", "s", "hi", context, TraceParent: null);
}
