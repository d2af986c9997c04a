using System.ComponentModel.DataAnnotations;
using Microsoft.IdentityModel.JsonWebTokens;
using Sanctum.Hosting;
using Sanctum.Tests;

namespace Sanctum.Access;

/// <summary>What the settings of a provider may be, and the roles that they give.</summary>
public sealed class ProviderSettingsTests
{
    [Theory]
    [InlineData("Corp", "https://id.example.org", "", "name of a provider")]
    [InlineData("corp", "", "", "Authority")]
    [InlineData("corp", "http://id.example.org", "", "https address")]
    [InlineData("corp", "https://user@id.example.org", "", "https address")]
    [InlineData("corp", "https://id.example.org", "engineers", "RoleRules")]
    [InlineData("corp", "https://id.example.org", "=developer", "RoleRules")]
    [InlineData("corp", "https://id.example.org", "engineers=", "RoleRules")]
    public void Setting_that_is_wrong_is_named(string name, string authority, string rule, string named)
    {
        var options = new SignInProviderOptions
        {
            Authority = authority,
            ClientId = "sanctum",
            RoleRules = rule.Length == 0 ? [] : [rule],
        };

        Assert.Contains(named, options.Fault(name), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://id.example.org/realms/staff")]
    [InlineData("http://127.0.0.1:8080")]
    [InlineData("http://localhost:8080/")]
    [InlineData("http://[::1]:8080")]
    public void Address_that_nobody_else_reads_is_allowed(string authority)
    {
        Assert.Null(new SignInProviderOptions { Authority = authority, ClientId = "sanctum" }.Fault("corp"));
    }

    [Fact]
    public void Start_ends_with_the_name_of_a_setting_that_is_wrong()
    {
        var error = Assert.Throws<ValidationException>(() => SiloHost.Build(
        [
            "--Sanctum:Gateway:Enabled=true", "--Sanctum:Access:Providers:corp:Authority=http://id.example.org",
            "--Sanctum:Access:Providers:corp:ClientId=sanctum",
        ]));

        Assert.StartsWith("Sanctum:Access:Providers:corp: Authority", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_address_may_begin_and_end_as_many_sign_ins_as_it_may_try_passwords()
    {
        await using var gateway = new RunningGateway();
        await gateway.Start(
            "Sanctum:Gateway:SignInsPerMinute=2", "Sanctum:Access:Providers:away:Authority=http://127.0.0.1:9",
            "Sanctum:Access:Providers:away:ClientId=any");

        using var first = await gateway.Nobody.GetAsync("/api/users/login/away");
        using var second = await gateway.Nobody.GetAsync("/api/users/login/away");
        await second.ShouldRefuse(503, "provider-unavailable");
        using var third = await gateway.Nobody.GetAsync("/api/users/login/away");
        await third.ShouldRefuse(429, "limit-exceeded");
        using var fourth = await gateway.Nobody.GetAsync("/api/users/login/away/callback?state=a&code=b");
        await fourth.ShouldRefuse(429, "limit-exceeded");
    }

    [Fact]
    public void Roles_are_those_of_the_claims_values_and_the_default_ones()
    {
        var provider = new SignInProvider("corp", new SignInProviderOptions
        {
            DefaultRoles = ["viewer"],
            RolesClaim = "groups",
            RoleRules = ["cn=ops,dc=example=admin", "engineers=developer", "others=auditor", "engineers=viewer"],
        });

        var rules = provider.RulesFor(Token("""{"groups":["engineers","cn=ops,dc=example"]}"""));

        Assert.Equal(["viewer", "admin", "developer"], rules.Roles.AsEnumerable());
        Assert.True(rules.RolesFollow);
        Assert.Equal(["viewer", "developer"], provider.RulesFor(Token("""{"groups":"engineers"}""")).Roles.AsEnumerable());
        Assert.Equal(["viewer"], provider.RulesFor(Token("{}")).Roles.AsEnumerable());
    }

    private static JsonWebToken Token(string claims) => new("""{"alg":"none"}""", claims);
}
