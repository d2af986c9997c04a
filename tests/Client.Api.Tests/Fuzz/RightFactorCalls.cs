using System.Text.Json.Nodes;
using Sanctum.Access;

namespace Sanctum.Tests.Fuzz;

/// <summary>
/// Requests about second factors. What each needs is made beforehand, for a separate user, because it works once.
/// </summary>
internal static class RightFactorCalls
{
    private const int Users = 10;

    /// <summary>Users whose authenticator app an admin removes.</summary>
    private static readonly string[] Forgetful = Names("forgetful");

    public static bool IsOne(string route) =>
        route.Contains("/totp", StringComparison.Ordinal) || route.Contains("/passkey", StringComparison.Ordinal);

    public static void Complete(FuzzedRequest request, RightValues values, FuzzWorld world)
    {
        request.Place["username"] = values.One(Forgetful);
        request.Place["passkey"] = $"{Guid.Empty}";
        var known = (world.Find(request.Operation.Route, values.Random) ?? "none none").Split(' ');
        var (token, body) = request.Operation.Route switch
        {
            "POST /api/users/login/totp" => (null, new JsonObject { ["challenge"] = known[0], ["code"] = known[1] }),
            "GET /api/users/me/totp" => (world.Find("token", values.Random), null),
            "POST /api/users/me/totp" => (
                world.Find("token", values.Random), new JsonObject { ["password"] = RightAccessCalls.Password }),
            "POST /api/users/me/totp/confirm" => (known[0], new JsonObject { ["code"] = CodeOf(known[1]) }),
            "DELETE /api/users/me/totp" => (
                known[0], new JsonObject { ["password"] = RightAccessCalls.Password, ["code"] = known[1] }),
            // A key cannot.
            "DELETE /api/users/{username}/totp" => (world.Find("admin token", values.Random), null),
            "POST /api/users/login/passkey/options" => (null, []),
            "POST /api/users/login/passkey" => (null, JsonNode.Parse(known[1] == "none" ? "{}" : known[1])!.AsObject()),
            "GET /api/users/me/passkeys" => (world.Find("token", values.Random), null),
            "POST /api/users/me/passkeys/options" => (known[0], null),
            "POST /api/users/me/passkeys" => (known[0], JsonNode.Parse(known[1] == "none" ? "{}" : known[1])!.AsObject()),
            "DELETE /api/users/me/passkeys/{passkey}" => (known[0], null),
            _ => (world.Find("admin key", values.Random), (JsonObject?)null),
        };
        if (request.Operation.Route == "DELETE /api/users/me/passkeys/{passkey}" && known[1] != "none")
            request.Place["passkey"] = known[1];
        if (token is not null and not "none")
            request.Headers.Add(("Authorization", $"Bearer {token}"));
        if (body is not null)
            (request.Body, request.ContentType) = (body, "application/json");
    }

    /// <summary>Makes the users, and what the requests need.</summary>
    public static async Task Prepare(IGrainFactory grains, FuzzWorld world)
    {
        foreach (var name in Forgetful)
            await Enrol(await Create(grains, name));
        foreach (var name in Names("confirming"))
        {
            var user = await Create(grains, name);
            var token = (await grains.GetGrain<IUserGrain>(Key(name)).SignIn(RightAccessCalls.Password, Here)).AccessToken;
            world.Learn("POST /api/users/me/totp/confirm", $"{token} {(await user.EnrolTotp(RightAccessCalls.Password)).Secret}");
        }
        foreach (var name in Names("removing"))
        {
            var user = await Create(grains, name);
            var token = (await grains.GetGrain<IUserGrain>(Key(name)).SignIn(RightAccessCalls.Password, Here)).AccessToken;
            world.Learn("DELETE /api/users/me/totp", $"{token} {await Enrol(user)}");
        }
        foreach (var name in Names("careful"))
        {
            var code = await Enrol(await Create(grains, name));
            var asked = await Assert.ThrowsAsync<SecondFactorRequiredException>(
                () => grains.GetGrain<IUserGrain>(Key(name)).SignIn(RightAccessCalls.Password, Here));
            world.Learn("POST /api/users/login/totp", $"{asked.Challenge} {code}");
        }
        foreach (var name in Names("keyholder"))
            await PreparePasskeys(grains, world, name);
    }

    private static async Task PreparePasskeys(IGrainFactory grains, FuzzWorld world, string name)
    {
        await Create(grains, name);
        var signedIn = await grains.GetGrain<IUserGrain>(Key(name)).SignIn(RightAccessCalls.Password, Here);
        var passkeys = grains.GetGrain<IPasskeysGrain>("default/passkeys");
        using var kept = new SoftAuthenticator();
        using var deleted = new SoftAuthenticator();
        using var next = new SoftAuthenticator();
        await Register(kept);
        var id = await Register(deleted);
        world.Learn("POST /api/users/me/passkeys/options", $"{signedIn.AccessToken} -");
        world.Learn("DELETE /api/users/me/passkeys/{passkey}", $"{signedIn.AccessToken} {id}");
        world.Learn("POST /api/users/me/passkeys", $"{signedIn.AccessToken} {(await Made(next)).ToJsonString()}");
        var challenge = new JsonObject { ["challenge"] = (await passkeys.BeginSignIn()).Challenge };
        world.Learn("POST /api/users/login/passkey", $"- {kept.Sign(challenge).ToJsonString()}");

        async Task<JsonObject> Made(SoftAuthenticator authenticator)
        {
            var options = await passkeys.BeginRegistration(name, signedIn.SessionId);
            return authenticator.Create(
                new JsonObject
                {
                    ["challenge"] = options.Challenge.Challenge,
                    ["user"] = new JsonObject { ["id"] = options.UserHandle },
                },
                "fuzzed");
        }

        async Task<Guid> Register(SoftAuthenticator authenticator)
        {
            var made = await Made(authenticator);
            var passkey = await passkeys.Register(name, signedIn.SessionId, new NewPasskey(
                made.Text("name"), made.Text("id"), made.Text("clientDataJson"), made.Text("attestationObject")));
            return passkey.Id;
        }
    }

    private static Caller Here => new("127.0.0.1", "fuzz");

    private static async Task<IUserFactorsGrain> Create(IGrainFactory grains, string name)
    {
        new Principal("default", PrincipalKind.User, "boss", [Permission.Everything]).Act();
        await grains.GetGrain<IUserGrain>(Key(name)).Create(
            new NewUser(null, RightAccessCalls.Password, ["viewer"], false, Here));
        return grains.GetGrain<IUserFactorsGrain>(Key(name));
    }

    // Answers a recovery code.
    private static async Task<string> Enrol(IUserFactorsGrain user)
    {
        var enrolment = await user.EnrolTotp(RightAccessCalls.Password);
        return (await user.ConfirmTotp(CodeOf(enrolment.Secret)))[0];
    }

    private static string CodeOf(string secret) => secret == "none" ? secret : AuthenticatorApp.CodeOf(secret);

    private static string Key(string name) => $"default/{name}";

    private static string[] Names(string prefix) => [.. Enumerable.Range(1, Users).Select(number => $"{prefix}-{number}")];
}
