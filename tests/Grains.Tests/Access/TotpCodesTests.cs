namespace Sanctum.Access;

public sealed class TotpCodesTests
{
    // "12345678901234567890" in Base32, as the vectors of RFC 6238, appendix B, have it; of their eight digits six stay.
    private const string Secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1_111_111_109, "081804")]
    [InlineData(1_111_111_111, "050471")]
    [InlineData(1_234_567_890, "005924")]
    [InlineData(2_000_000_000, "279037")]
    [InlineData(20_000_000_000, "353130")]
    public void Codes_are_those_of_RFC_6238(long seconds, string code) =>
        Assert.Equal(seconds / 30, TotpCodes.StepOf(Secret, code, DateTimeOffset.FromUnixTimeSeconds(seconds)));

    [Theory]
    [InlineData(-2, false)]
    [InlineData(-1, true)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void One_step_before_and_after_is_accepted(int steps, bool isAccepted)
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(1_234_567_890 + (30 * steps));

        Assert.Equal(isAccepted ? 1_234_567_890L / 30 : null, TotpCodes.StepOf(Secret, "005924", now));
    }

    [Fact]
    public void Secrets_have_160_bits_and_differ()
    {
        var secrets = Enumerable.Range(0, 100).Select(_ => TotpCodes.NewSecret()).ToArray();

        Assert.Equal(100, secrets.Distinct().Count());
        Assert.All(secrets, secret => Assert.Matches("^[A-Z2-7]{32}$", secret));
    }

    [Fact]
    public void Names_in_the_URI_are_escaped() =>
        Assert.Equal(
            "otpauth://totp/Our%20house:ada%40acme?secret=GE&issuer=Our%20house&algorithm=SHA1&digits=6&period=30",
            TotpCodes.UriOf("GE", "Our house", "ada@acme"));

    [Theory]
    [InlineData("123 456", "123456", true)]
    [InlineData("12345", "12345", false)]
    [InlineData("１２３４５６", "１２３４５６", false)]
    [InlineData("ABCDEF-ghjkmn pqrstu-vwxyz2", "abcdefghjkmnpqrstuvwxyz2", false)]
    public void Spaces_hyphens_and_capitals_make_no_difference(string typed, string text, bool isOfApp)
    {
        var code = FactorCode.Read(typed);

        Assert.Equal((text, isOfApp), (code.Text, code.IsOfApp));
    }

    [Fact]
    public void Recovery_codes_differ_and_are_read_as_they_are_shown()
    {
        var codes = Enumerable.Range(0, 100).Select(_ => FactorCode.NewRecovery()).ToArray();

        Assert.Equal(100, codes.Distinct().Count());
        Assert.All(codes, code => Assert.Equal(24, FactorCode.Read(code).Text.Length));
    }
}
