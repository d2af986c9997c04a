using Microsoft.Extensions.Configuration;

namespace Sanctum.Secrets;

public sealed class SensitiveNamesTests
{
    private const string Secret = "hunter2-hunter2";

    /// <summary>Every name that was ever masked. One may be added; one that is missing from the product fails.</summary>
    public static TheoryData<string> Names =>
    [
        "authorization", "auth", "oauth", "bearer", "token", "tokens", "apikey", "secret", "secrets", "password", "passwords",
        "passwd", "pwd", "passphrase", "credential", "credentials", "cookie", "cookies", "jwt",
        "api_key", "api_keys", "access_key", "access_keys", "private_key", "private_keys", "signing_key", "signing_keys",
        "encryption_key", "encryption_keys",
    ];

    [Theory]
    [MemberData(nameof(Names))]
    public void Value_of_a_secret_name_is_masked_in_fields_texts_and_settings(string name)
    {
        Assert.Equal($$"""{"{{name}}":"[REDACTED]"}""", Masking.Json($$"""{"{{name}}":"{{Secret}}"}"""));
        Assert.Equal($"{name}=[REDACTED]", Masking.Text($"{name}={Secret}"));
        Assert.True(Masking.NamesSecret($"{name}={Secret}"));
        Assert.Equal("It said [secret].", Configured($"Sanctum:Some:{name}", Secret).Hide($"It said {Secret}."));
        var inAddress = Configured("Sanctum:Some:Address", $"Host=db;{name}={Secret};Port=1");
        Assert.Equal("It said [secret].", inAddress.Hide($"It said {Secret}."));
    }

    [Theory]
    [InlineData("Sanctum:Models:Providers:some:Key", Secret)]
    [InlineData("ConnectionStrings:Sanctum", Secret)]
    [InlineData("SANCTUM_POSTGRES", Secret)]
    [InlineData("Some:Address", "redis:6379,pwd=" + Secret)]
    [InlineData("Some:Address", "Host=db;SSL Password=" + Secret)]
    [InlineData("Some:Address", "Options=password=" + Secret)]
    [InlineData("Some:Address", "https://ann:" + Secret + "@example.org")]
    public void Secret_in_the_configuration_is_hidden(string setting, string value) =>
        Assert.Equal("It said [secret].", Configured(setting, value).Hide($"It said {Secret}."));

    [Theory]
    [InlineData("identifier")]
    [InlineData("id")]
    [InlineData("user")]
    [InlineData("username")]
    [InlineData("name")]
    [InlineData("handle")]
    [InlineData("Email")]
    [InlineData("account")]
    [InlineData("login")]
    public void Credential_that_says_who_logs_in_is_no_secret(string name) => Assert.False(SensitiveNames.MatchCredential(name));

    [Theory]
    [InlineData("password")]
    [InlineData("pin")]
    [InlineData("app")]
    public void Every_other_credential_is_a_secret(string name) => Assert.True(SensitiveNames.MatchCredential(name));

    private static ConfiguredSecrets Configured(string setting, string value) => new(
        new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create(setting, (string?)value)]).Build());
}
