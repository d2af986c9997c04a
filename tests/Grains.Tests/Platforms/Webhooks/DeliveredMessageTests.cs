using System.Collections.Immutable;
using System.Text;
using Sanctum.Errors;

namespace Sanctum.Platforms.Webhooks;

public sealed class DeliveredMessageTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddYears(50);

    [Fact]
    public void A_message_needs_no_more_than_a_text_and_an_author()
    {
        var read = Assert.Single(Read("""{"text":"hi","from":{"id":"42"}}"""));

        Assert.Equal(
            ("d1", "hi", "42", "42", NotificationKind.DirectMessage, Now),
            (read.Id, read.Text, read.Author.Id, read.ThreadKey, read.Kind, read.OccurredAt));
    }

    [Fact]
    public void Everything_that_is_said_is_kept()
    {
        var read = Assert.Single(Read(
            """
            {"id":"m1","text":"hi","from":{"id":"42","name":"Ann","handle":"ann","isBot":true},"thread":"t","kind":"mention","mentions":true,
             "occurredAt":"2026-11-21T10:00:00Z","context":{"ticket":7}}
            """));

        Assert.Equal(("m1", "t", NotificationKind.Mention, true), (read.Id, read.ThreadKey, read.Kind, read.MentionsAccount));
        Assert.Equal(new PlatformAuthor("42", "ann", "Ann", true), read.Author);
        Assert.Equal("""{"inReplyTo":"m1","thread":"t","context":{"ticket":7}}""", read.ReplyContext);
    }

    [Fact]
    public void Messages_of_a_list_without_ids_have_their_place_in_it()
    {
        var read = Read("""[{"text":"a","from":{"id":"1"}},{"text":"b","from":{"id":"1"}}]""");

        Assert.Equal(["d1/0", "d1/1"], read.Select(notification => notification.Id));
    }

    [Theory]
    [InlineData("null", "body")]
    [InlineData("7", "body")]
    [InlineData("""{"text":"hi"}""", "from")]
    [InlineData("""{"text":null,"from":{"id":"1"}}""", "text")]
    [InlineData("""{"text":"hi","from":null}""", "from")]
    [InlineData("""{"text":"hi","from":{"id":"1"},"occurredAt":"yesterday"}""", "occurredAt")]
    [InlineData("""{"text":"\ud800","from":{"id":"1"}}""", "body")]
    [InlineData("""{"text":"a\u0000","from":{"id":"1"}}""", "body")]
    public void A_wrong_message_of_a_list_is_kept_as_unreadable_and_the_others_are_read(string wrong, string field)
    {
        var read = Read($$$"""[{"text":"a","from":{"id":"1"}},{{{wrong}}},{"text":"b","from":{"id":"2"}}]""");

        Assert.Equal(["a", "b"], read.Where(one => one.Fault is null).Select(one => one.Text));
        Assert.StartsWith(field, Assert.Single(read, one => one.Fault is not null).Fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"text":"hi"}""", "from")]
    [InlineData("""{"text":"","from":{"id":"1"}}""", "text")]
    [InlineData("""{"text":"hi","from":{"id":1}}""", "from.id")]
    [InlineData("""{"text":"hi","from":{"id":"1"},"extra":1}""", "extra")]
    [InlineData("""{"text":"hi","from":{"id":"1"},"kind":"shout"}""", "kind")]
    [InlineData("""[{"text":""},{"text":"hi"}]""", "[0].from")]
    [InlineData("""[{"text":"hi"}]""", "[0].from")]
    [InlineData("[null]", "[0]")]
    [InlineData("""{"text":"hi","from":{"id":"1"},"occurredAt":"yesterday"}""", "occurredAt")]
    [InlineData("""{"text":"a\u0000","from":{"id":"1"}}""", "body")]
    [InlineData("""{"text":"\ud800","from":{"id":"1"}}""", "body")]
    [InlineData("""{"text":"a","text":"b","from":{"id":"1"}}""", "body")]
    [InlineData("hello", "body")]
    [InlineData("", "body")]
    [InlineData("null", "body")]
    [InlineData("7", "body")]
    public void A_wrong_field_is_named(string body, string field) =>
        Assert.Equal(field, Assert.Throws<InvalidRequestException>(() => Read(body)).Errors[0].Field);

    [Fact]
    public void A_context_is_bounded() => Assert.Equal(
        "context", Assert.Throws<InvalidRequestException>(() => Read($$"""{"text":"a","from":{"id":"1"},"context":"{{new string('x', 8_000)}}"}""")).Errors[0].Field);

    private static ImmutableArray<PlatformNotification> Read(string body) =>
        DeliveredMessages.Read([.. Encoding.UTF8.GetBytes(body)], "d1", Now);
}
