using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;

namespace Sanctum.Access;

/// <summary><c>sanctum login</c>: passwords and keys are typed or piped in, never arguments, which others could see.</summary>
internal sealed class LoginCommand : ICommandModule
{
    public Command Build()
    {
        var username = new Argument<string?>("username") { Description = "Who signs in", Arity = ArgumentArity.ZeroOrOne };
        var withKey = new Option<bool>("--with-key") { Description = "Keep an API key instead, read from standard input" };
        var tenant = new Option<string?>("--tenant")
        {
            Description = "The tenant; default if left out",
            HelpName = "tenant",
        };
        return new ClientCommand(
            "login",
            "Sign in; the password, and a one-time code or a new password where it is needed, are asked for, or are lines of " +
            "standard input")
        {
            username, tenant, withKey,
        }
            .Does(async run =>
            {
                if (run.Get(withKey))
                    await KeepKey(run);
                else
                    await SignIn(
                        run, run.Get(tenant),
                        run.Find(username) ?? throw ProblemException.Usage("Say who signs in: 'sanctum login ada'."));
            })
            .WithExamples(
                "sanctum login ada", "sanctum login ada --tenant acme", "sanctum login ada < password.txt",
                "sanctum login --with-key < key.txt");
    }

    private static async Task SignIn(CommandRun run, string? tenant, string username)
    {
        var password = await Secrets.Read(run, "Password: ");
        var tokens = await SignIn(run, tenant, username, password);
        if (tokens.MustChangePassword)
            await Secrets.Change(run, password);
        await ShowWho(run);
    }

    private static async Task<TokenShape> SignIn(CommandRun run, string? tenant, string username, string password)
    {
        try
        {
            return await run.Gateway.SignIn(tenant, username, password, run.Cancellation);
        }
        catch (ProblemException e) when (e.Problem.Challenge is not null)
        {
            var code = await Secrets.Read(run, "Code of the authenticator app: ");
            return await run.Gateway.SignInByCode(e.Problem.Challenge, code, run.Cancellation);
        }
    }

    private static async Task KeepKey(CommandRun run)
    {
        run.Gateway.Use(new Credential(ApiKey: await Secrets.Read(run, "API key: ")));
        try
        {
            await ShowWho(run);
        }
        catch (ProblemException)
        {
            run.Gateway.Use(null);
            throw;
        }
    }

    private static async Task ShowWho(CommandRun run) => run.Output.Show(
        await run.Gateway.Get<MeShape>(Route.To($"api/users/me"), run.Cancellation), WhoAmICommand.Describe);
}
