using System.Collections.Immutable;
using System.Text;

namespace Sanctum.Platforms.Webhooks;

public sealed class WebhookSecretsTests
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const string Other = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
    private static readonly DateTimeOffset SignedAt = DateTimeOffset.FromUnixTimeSeconds(1_614_265_330);
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    [Fact]
    public void The_example_that_libraries_of_the_specification_test_with_has_the_same_signature() =>
        Assert.Equal(
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
            WebhookSecrets.Parse(Secret).Sign("msg_p5jXN8AQM9LWM0D4loKWxJek", SignedAt, "{\"test\": 2432232314}"u8));

    [Theory]
    [InlineData(Secret, Secret)]
    [InlineData(Secret, $"{Other} {Secret}")]
    [InlineData($"{Other} {Secret}", Secret)]
    [InlineData(Secret, "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    public void What_was_signed_with_any_of_the_secrets_is_genuine(string signer, string verifier) =>
        Assert.Equal("msg_1", WebhookSecrets.Parse(verifier).Verify(Delivery(signer), SignedAt, Tolerance));

    [Fact]
    public void Signatures_of_other_kinds_beside_a_genuine_one_do_no_harm()
    {
        var delivery = Delivery(Secret);
        var headers = delivery.Headers.SetItem(
            "webhook-signature", $"v1a,AAAA v1,!! v2,x junk {delivery.Headers["webhook-signature"]}");

        Assert.Equal("msg_1", WebhookSecrets.Parse(Secret).Verify(delivery with { Headers = headers }, SignedAt, Tolerance));
    }

    [Theory]
    [InlineData("webhook-id", "msg_2")]
    [InlineData("webhook-id", "")]
    [InlineData("webhook-timestamp", "1614265331")]
    [InlineData("webhook-timestamp", "soon")]
    [InlineData("webhook-timestamp", "99999999999999999")]
    [InlineData("webhook-signature", "")]
    [InlineData("webhook-signature", "v1,")]
    [InlineData("webhook-signature", "v1,AAAA")]
    [InlineData("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    public void Whatever_was_changed_is_not_genuine(string header, string value)
    {
        var delivery = Delivery(Secret);

        Assert.Throws<UnverifiedDeliveryException>(
            () => WebhookSecrets.Parse(Secret).Verify(
                delivery with { Headers = delivery.Headers.SetItem(header, value) }, SignedAt, Tolerance));
    }

    [Fact]
    public void A_body_that_was_changed_is_not_genuine() => Assert.Throws<UnverifiedDeliveryException>(
        () => WebhookSecrets.Parse(Secret).Verify(Delivery(Secret) with { Body = [.. "{}"u8] }, SignedAt, Tolerance));

    [Theory]
    [InlineData(301)]
    [InlineData(-301)]
    public void What_is_too_old_or_from_the_future_is_refused(int seconds) => Assert.Throws<UnverifiedDeliveryException>(
        () => WebhookSecrets.Parse(Secret).Verify(Delivery(Secret), SignedAt.AddSeconds(seconds), Tolerance));

    [Theory]
    [InlineData("")]
    [InlineData("whsec_")]
    [InlineData("whsec_c2hvcnQ=")]
    [InlineData("whsec_not base64")]
    [InlineData($"{Secret} {Secret} {Secret} {Secret} {Secret}")]
    public void What_is_no_secret_is_refused_without_being_repeated(string text)
    {
        var refused = Assert.Throws<FormatException>(() => WebhookSecrets.Parse(text));

        Assert.DoesNotContain("c2hvcnQ", refused.Message, StringComparison.Ordinal);
    }

    private static WebhookDelivery Delivery(string secret)
    {
        var body = Encoding.UTF8.GetBytes("{\"text\":\"hi\"}");
        var headers = ImmutableDictionary<string, string>.Empty.Add("webhook-id", "msg_1").Add("webhook-timestamp", "1614265330")
            .Add("webhook-signature", WebhookSecrets.Parse(secret).Sign("msg_1", SignedAt, body));
        return new WebhookDelivery(headers, [.. body]);
    }
}
