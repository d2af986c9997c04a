namespace Sanctum.Secrets;

public sealed class MaskingTests
{
    [Theory]
    [InlineData("Authorization")]
    [InlineData("auth")]
    [InlineData("refreshToken")]
    [InlineData("X-Api-Key")]
    [InlineData("APIKey")]
    [InlineData("client_secret")]
    [InlineData("db_password")]
    [InlineData("credentials")]
    [InlineData("OAuth2Token")]
    [InlineData("privateKey")]
    public void Names_of_secrets_are_known_however_they_are_written(string name) => Assert.True(SensitiveNames.Match(name));

    [Theory]
    [InlineData("author")]
    [InlineData("key")]
    [InlineData("secretary")]
    [InlineData("tokenizer")]
    [InlineData("passage")]
    public void Other_names_are_left_alone(string name) => Assert.False(SensitiveNames.Match(name));

    [Theory]
    [InlineData("""{"a":{"password":{"deep":1},"b":[{"token":"x"},"y"]}}""", """{"a":{"password":"[REDACTED]","b":[{"token":"[REDACTED]"},"y"]}}""")]
    [InlineData("""{"url":"https://ann:hunter2@example.org/?q=1&access_token=abc"}""", """{"url":"https://[REDACTED]@example.org/?q=1&access_token=[REDACTED]"}""")]
    [InlineData("""{"url":"https://example.org/?token=abc&q=1"}""", """{"url":"https://example.org/?token=[REDACTED]&q=1"}""")]
    [InlineData("""{"text":"note: url=https://example.org/?api_key=abc"}""", """{"text":"note: url=https://example.org/?api_key=[REDACTED]"}""")]
    [InlineData("""{"text":"Authorization: Basic YWJjOmRlZg=="}""", """{"text":"Authorization: [REDACTED]"}""")]
    [InlineData("""{"text":"send Bearer abcdefgh.ijk along"}""", """{"text":"send Bearer [REDACTED] along"}""")]
    [InlineData("""{"text":"{\"apiKey\": \"abc\"}"}""", """{"text":"{\"apiKey\": \"[REDACTED]\"}"}""")]
    [InlineData("""{"author":"Ann","n":12.5,"none":null}""", """{"author":"Ann","n":12.5,"none":null}""")]
    [InlineData("not json", """{"unreadable":true}""")]
    public void Secrets_are_masked_wherever_they_are(string json, string masked) => Assert.Equal(masked, Masking.Json(json));

    [Fact]
    public void What_is_masked_stays_as_it_is()
    {
        var masked = Masking.Json("""{"password":"x","text":"token=abc, Authorization: Bearer abcdefghij"}""");

        Assert.Equal(masked, Masking.Json(masked));
    }
}
