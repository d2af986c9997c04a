using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Sanctum.Tests;
using Sanctum.Tests.Commands;

namespace Sanctum.Access;

/// <summary>A gateway with a user who has no role.</summary>
public sealed class GatewayWithRoleless : IAsyncLifetime
{
    private const string Password = "correct horse battery";

    internal RunningGateway Gateway { get; } = new();

    internal Dictionary<string, string> Roleless { get; } = [];

    public async Task InitializeAsync()
    {
        await Gateway.Start();
        using var created = await Gateway.Http.PostAsJsonAsync(
            "/api/users", new { username = "eve", password = Password, roles = Array.Empty<string>() });
        await created.ShouldBe(201);
        using var signedIn = await Gateway.Nobody.PostAsJsonAsync(
            "/api/users/login", new { username = "eve", password = Password });
        Roleless["SANCTUM_TOKEN"] = (await signedIn.ShouldBe(200)).Text("access_token");
    }

    public Task DisposeAsync() => Gateway.DisposeAsync();
}

/// <summary>
/// Every command needs what the endpoint behind it needs: without a sign-in, and without the permission, it ends with 1 and says
/// why. Lists here say which commands are exceptions.
/// </summary>
public sealed class EveryCommandTests(GatewayWithRoleless host) : IClassFixture<GatewayWithRoleless>
{
    private const string Unauthenticated = "urn:sanctum:problem:unauthenticated";
    private const string Forbidden = "urn:sanctum:problem:forbidden";

    private const string Document = """{"name":"any","definition":{"name":"any"},"memory":[]}""";

    // Reviewed. These ask an open endpoint, send what says who calls, or look at files of this machine alone.
    private static readonly string[] Open =
        ["status", "login", "logout", "token", "users reset-admin", "sign-in-link", "signing-keys jwks",
            "linked-accounts providers"];

    // Reviewed. These concern the caller alone.
    private static readonly string[] OfTheCaller =
    [
        "whoami", "password", "logins list", "logins end", "oauth consents list", "oauth consents end", "totp show", "totp enrol",
        "totp confirm", "totp remove", "passkeys list", "passkeys delete", "linked-accounts list", "linked-accounts unlink",
    ];

    public static TheoryData<string> WithPermission { get; } = new(DocumentedCommands.Names.Except(Open).Except(OfTheCaller));

    public static TheoryData<string> WithSignIn { get; } = new(OfTheCaller);

    [Theory]
    [MemberData(nameof(WithPermission))]
    public async Task Command_is_refused_without_a_sign_in_and_without_the_permission(string command)
    {
        using var folder = new Folder();
        var arguments = await ExampleIn(folder, command);

        Assert.Equal(Unauthenticated, await Refusal(folder, arguments, environment: null));
        Assert.Equal(Forbidden, await Refusal(folder, arguments, host.Roleless));
    }

    [Theory]
    [MemberData(nameof(WithSignIn))]
    public async Task Command_about_the_caller_is_refused_without_a_sign_in(string command)
    {
        using var folder = new Folder();

        Assert.Equal(Unauthenticated, await Refusal(folder, await ExampleIn(folder, command), environment: null));
    }

    [Fact]
    public void Lists_of_exceptions_name_commands_that_there_are() =>
        Assert.Empty(Open.Concat(OfTheCaller).Except(DocumentedCommands.Names));

    private async Task<string> Refusal(Folder folder, string[] arguments, Dictionary<string, string>? environment)
    {
        var ended = await Cli.Run(
            host.Gateway.Address, [.. arguments, "--json"], "{}\nsecond line\n", environment, folder.PathOf(""));
        ended.ShouldEnd(1);
        return JsonNode.Parse(ended.Error.TrimEnd().Split('\n')[^1])!.Text("type");
    }

    // Files that the example reads are there; what is in them the command may check before it asks.
    private static async Task<string[]> ExampleIn(Folder folder, string command)
    {
        string[] arguments = [.. await DocumentedCommands.ExampleOf(command)];
        for (var i = 1; i < arguments.Length; i++)
        {
            var isDocument = arguments[i - 1] is "-f" || (arguments[i - 1] is not "-o"
                && Path.GetExtension(arguments[i]) is ".json" or ".jsonl" or ".yaml" or ".md");
            if (arguments[i].EndsWith('/'))
                Directory.CreateDirectory(folder.PathOf(arguments[i]));
            if (arguments[i] == "-" || !isDocument)
                continue;
            Directory.CreateDirectory(Path.GetDirectoryName(folder.PathOf(arguments[i]))!);
            folder.Write(arguments[i], Document);
        }
        return arguments;
    }
}
