using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;

namespace Sanctum.Access;

/// <summary>Ends the session that <c>sanctum login</c> began, or forgets the key.</summary>
internal sealed class LogoutCommand : ICommandModule
{
    public Command Build() => new ClientCommand("logout", "End the session, and forget its tokens")
        .Does(async run =>
        {
            if (CredentialFile.Find(run.Gateway.Url) is not { } kept)
                throw Secrets.NotSignedIn(run);
            if (kept.ApiKey is null)
                await End(run);
            run.Gateway.Use(null);
            run.Output.Note("Signed out.");
        })
        .WithExamples("sanctum logout");

    private static async Task End(CommandRun run)
    {
        try
        {
            await run.Gateway.Tell(HttpMethod.Post, Route.To($"api/users/logout"), null, run.Cancellation);
        }
        catch (ProblemException e) when (e.Problem.Status == 401)
        {
            // It had ended.
        }
    }
}
