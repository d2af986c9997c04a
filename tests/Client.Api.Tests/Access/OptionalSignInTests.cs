using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sanctum.Testing;
using Sanctum.Tests;

namespace Sanctum.Access;

/// <summary>A gateway that asks nobody to sign in, and the first start of one that does.</summary>
public sealed class OptionalSignInTests
{
    [Fact]
    public async Task Without_sign_in_everything_is_allowed_but_users_and_keys_and_what_is_presented_counts()
    {
        var access = await new AccessGateway().Start(isRequired: false, "Sanctum:Access:OpenRegistration=true");
        await using var _ = access.AsAsyncDisposable();

        await (await access.Nobody.GetAsync("/v1/agents")).ShouldBeOk();
        await (await access.Client("sk-of-another-service").GetAsync("/v1/models")).ShouldBeOk();
        foreach (var path in new[] { "/api/users", "/v1/keys", "/v1/roles", "/api/users/me" })
        {
            using var refused = await access.Nobody.GetAsync(path);
            await refused.ShouldRefuse(401, "unauthenticated");
        }
        using var invalid = await access.Client("a.b.c").GetAsync("/v1/agents");
        await invalid.ShouldRefuse(401, "invalid-token");
        using var registered = await access.Nobody.PostAsJsonAsync(
            "/api/users/register", new { username = "eve", password = AccessGateway.Password });
        await registered.ShouldBe(201);
        using var again = await access.Nobody.PostAsJsonAsync(
            "/api/users/register", new { username = "eve", password = AccessGateway.Password });
        await again.ShouldRefuse(409, "conflict");
        var (eve, _) = await access.SignIn("eve");
        await (await eve.GetAsync("/v1/agents")).ShouldBeOk();
        using var beyond = await eve.PutAsJsonAsync("/v1/settings/mode", new { mode = "echo" });
        await beyond.ShouldRefuse(403, "forbidden");
    }

    [Fact]
    public async Task First_start_writes_the_admins_one_time_password_to_the_log_once()
    {
        var log = new LogLines();
        var gateway = new RunningGateway
        {
            AlsoRegister = services => services.AddLogging(logging => logging.AddProvider(log)),
        };
        await gateway.Start();
        var line = await Eventually.Get(
            () => Task.FromResult(log.All.FirstOrDefault(line => line.Contains("one-time password", StringComparison.Ordinal))),
            line => line is not null);
        var password = Regex.Match(line!, "one-time password (?<password>[a-z0-9]{20}) ").Groups["password"].Value;
        using var signedIn = await gateway.Http.PostAsJsonAsync("/api/users/login", new { username = "admin", password });
        Assert.True((await signedIn.ShouldBe(200))["must_change_password"]!.GetValue<bool>());
        var database = gateway.Database;
        await gateway.DisposeAsync();

        log.Clear();
        var second = new RunningGateway
        {
            AlsoRegister = services => services.AddLogging(logging => logging.AddProvider(log)),
        };
        await second.StartUnready(database);
        await second.BecomesReady();
        using var still = await second.Http.PostAsJsonAsync("/api/users/login", new { username = "admin", password });
        await still.ShouldBe(200);
        await second.DisposeAsync();
        Assert.DoesNotContain(log.All, line => line.Contains("one-time password", StringComparison.Ordinal));
    }
}

internal static class Disposables
{
    /// <summary>xunit's lifetime as the language's.</summary>
    public static IAsyncDisposable AsAsyncDisposable(this IAsyncLifetime lifetime) => new Disposable(lifetime);

    private sealed class Disposable(IAsyncLifetime lifetime) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await lifetime.DisposeAsync();
    }
}
