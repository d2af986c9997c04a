using Sanctum.Errors;

namespace Sanctum.Access;

public sealed class PasswordRulesTests
{
    [Theory]
    [InlineData("short")]
    [InlineData("aaaaaaaaaaaaaaaa")]
    [InlineData("ada-lovelace-ada")]
    [InlineData("password1234")]
    [InlineData("Password1234!")]
    [InlineData("P@ssw0rd1234")]
    [InlineData("passwordpassword")]
    [InlineData("qwertyuiop123")]
    [InlineData("1234567890ab")]
    [InlineData("abcdefghijkl")]
    [InlineData("zyxwvutsrqponm")]
    [InlineData("adminadminadmin")]
    [InlineData("sanctumsanctum1")]
    [InlineData("Welcome2sanctum")]
    [InlineData("changeme!!!!")]
    public void Password_that_is_guessed_first_is_refused(string password) =>
        Assert.Throws<InvalidRequestException>(() => PasswordRules.Check("password", password, "ada-lovelace"));

    [Theory]
    [InlineData("correct horse battery")]
    [InlineData("a new pass phrase")]
    [InlineData("k7c3dqfm2pxn84hwjtrv")]
    [InlineData("das alte Boot liegt still")]
    [InlineData("パスワードではありません、これは")]
    public void Password_that_is_long_and_nobodys_is_taken(string password) =>
        PasswordRules.Check("password", password, "ada-lovelace");
}
