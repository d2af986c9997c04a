using System.Net.Http.Json;
using Sanctum.Access;

namespace Sanctum.Tests.Limits;

/// <summary>Limits of those who signed in, and of those who try to.</summary>
public sealed class CallerLimitTests
{
    private const int Allowed = 3;
    private const string NeverRefilled = "Sanctum:Gateway:BucketWindow=01:00:00";

    [Fact]
    public async Task A_key_has_a_bucket_and_its_owner_another()
    {
        await using var access = new AccessGateway();
        await access.Start(isRequired: true, $"Sanctum:Gateway:KeyBucket={Allowed}", NeverRefilled);
        var (first, second) = (await WithKey(access), await WithKey(access));

        var answers = new List<int>();
        for (var i = 0; i < Allowed; i++)
            answers.Add(await Status(first));
        using var refused = await first.GetAsync("/v1/agents");

        Assert.All(answers, status => Assert.Equal(200, status));
        var problem = await refused.ShouldRefuse(429, "limit-exceeded");
        Assert.Equal("One key may make 3 requests at once, and as many again in 3600 seconds.", problem.Text("detail"));
        Assert.Contains("\"key\";q=3;w=3600", refused.Headers.GetValues("RateLimit-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal((200, 200), (await Status(second), await Status(access.Admin)));
    }

    [Fact]
    public async Task A_tenant_has_one_bucket_for_all()
    {
        await using var access = new AccessGateway();
        await access.Start(isRequired: true, "Sanctum:Gateway:TenantBucket=20", NeverRefilled);
        var key = await WithKey(access);

        var refusedAfter = 0;
        while (await Status(key) == 200 && refusedAfter < 20)
            refusedAfter++;

        // Setting up took some of it.
        Assert.InRange(refusedAfter, 1, 19);
        Assert.Equal(429, await Status(access.Admin));
    }

    [Fact]
    public async Task An_address_tries_to_sign_in_so_often_and_may_do_everything_else()
    {
        await using var gateway = new RunningGateway();
        await gateway.Start($"Sanctum:Gateway:SignInsPerMinute={Allowed}", "Sanctum:Access:SignIn:PasswordCost=4");

        var answers = new List<int>();
        for (var i = 0; i < Allowed + 2; i++)
        {
            using var answer = await gateway.Http.PostAsJsonAsync(
                i % 2 == 0 ? "/api/users/login" : "/api/users/refresh",
                new Dictionary<string, string>
                {
                    ["username"] = $"user-{i}",
                    ["password"] = "wrong",
                    ["refresh_token"] = "wrong",
                }.Where(field => field.Key == "refresh_token" == (i % 2 == 1)).ToDictionary());
            answers.Add((int)answer.StatusCode);
        }

        Assert.Equal([401, 401, 401, 429, 429], answers);
        Assert.Equal(200, await Status(gateway.Http));
    }

    private static async Task<int> Status(HttpClient client)
    {
        using var answer = await client.GetAsync("/v1/agents");
        return (int)answer.StatusCode;
    }

    private static async Task<HttpClient> WithKey(AccessGateway access) =>
        access.Client((await access.NewKey(access.Admin, "agents:read")).Text("secret"));
}
