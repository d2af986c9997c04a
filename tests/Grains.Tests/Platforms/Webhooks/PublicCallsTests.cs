using Sanctum.Errors;
using Sanctum.Testing;

namespace Sanctum.Platforms.Webhooks;

public sealed class PublicCallsTests
{
    private static readonly WebhookSecrets Secrets = WebhookSecrets.Parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

    [Fact]
    public async Task A_private_network_is_reached_only_where_it_is_allowed()
    {
        await using var receiver = await LoopbackReceiver.Start();
        var closed = WebClients.Webhooks(new WebhookOptions());
        var open = WebClients.Webhooks(new WebhookOptions { AllowedNetworks = ["127.0.0.0/8"] });

        await Assert.ThrowsAsync<InvalidRequestException>(() => Post(closed, receiver.Url));
        Assert.Empty(receiver.Requests);
        await Post(open, receiver.Url);
        Assert.Single(receiver.Requests);
    }

    [Theory]
    [InlineData(302, ErrorClass.Permanent)]
    [InlineData(400, ErrorClass.Permanent)]
    [InlineData(410, ErrorClass.Permanent)]
    [InlineData(429, ErrorClass.Transient)]
    [InlineData(502, ErrorClass.Transient)]
    public async Task A_refusal_says_whether_to_try_again(int status, ErrorClass expected)
    {
        await using var receiver = await LoopbackReceiver.Start();
        receiver.Answer = (_, http) =>
        {
            http.Response.StatusCode = status;
            http.Response.Headers.RetryAfter = "7";
            http.Response.Headers.Location = "/elsewhere";
            return Task.CompletedTask;
        };
        var calls = WebClients.Webhooks(new WebhookOptions { AllowedNetworks = ["127.0.0.0/8"] });

        var refused = await Assert.ThrowsAsync<DependencyException>(() => Post(calls, receiver.Url));

        Assert.Equal(
            (expected, expected == ErrorClass.Transient ? TimeSpan.FromSeconds(7) : null), (refused.Class, refused.RetryAfter));
        Assert.Single(receiver.Requests);
    }

    [Fact]
    public async Task Who_does_not_answer_is_waited_for_no_longer_than_allowed_and_who_answers_too_much_is_cut_off()
    {
        await using var receiver = await LoopbackReceiver.Start();
        receiver.Answer = (request, http) => request.Path == "/slow"
            ? Task.Delay(Timeout.Infinite, http.RequestAborted)
            : http.Response.Body.WriteAsync(new byte[10_000]).AsTask();
        var options = new WebhookOptions
        {
            AllowedNetworks = ["127.0.0.0/8"],
            Timeout = TimeSpan.FromMilliseconds(300),
            MaxAnswerBytes = 1_024,
        };
        var hasty = WebClients.Webhooks(options);
        var patient = WebClients.Webhooks(new WebhookOptions { AllowedNetworks = ["127.0.0.0/8"], MaxAnswerBytes = 1_024 });

        Assert.Equal(
            ErrorClass.Transient,
            (await Assert.ThrowsAsync<DependencyException>(() => Post(hasty, new Uri(receiver.Url, "/slow")))).Class);
        Assert.Equal(
            ErrorClass.Permanent, (await Assert.ThrowsAsync<DependencyException>(() => Post(patient, receiver.Url))).Class);
    }

    private static Task Post(PublicCalls calls, Uri address) =>
        calls.Post(
            new SignedRequest("webhook", address, "id-1", "{}"u8.ToArray(), new Dictionary<string, string>()), Secrets,
            CancellationToken.None);
}
