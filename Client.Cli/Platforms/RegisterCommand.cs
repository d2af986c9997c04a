using System.CommandLine;
using System.Net.Http.Json;
using Sanctum.Commands;
using Sanctum.Connection;
using Sanctum.Terminal;

namespace Sanctum.Platforms;

/// <summary>
/// Registers an adapter that runs in a separate process. Its secret comes from a file or a pipe, never from an argument, which
/// others could see.
/// </summary>
internal static class RegisterCommand
{
    public static Command Build()
    {
        var platform = AccountFacts.PlatformArgument();
        var file = new Option<string>("--file", "-f")
        {
            Description = "A JSON document; '-' is standard input",
            HelpName = "file",
            Required = true,
        };
        return new ClientCommand("register", "Register a remote adapter, or change its address and operations") { platform, file }
            .Does(async run =>
            {
                using var body = JsonContent.Create(Document.ReadObject(run.Get(file)!));
                run.Output.Show(
                    await run.Gateway.Ask<PlatformShape>(
                        HttpMethod.Put, Route.To($"v1/platforms/{run.Get(platform)}"), body, run.Cancellation),
                    registered => Facts.Of(
                        ("Platform", registered.Name), ("Operations", string.Join(", ", registered.Operations))));
            })
            .WithExamples(
                "sanctum platforms register board -f board.json",
                """echo '{"baseUrl":"http://127.0.0.1:8123/adapter","secret":"whsec_…"}' | sanctum platforms register board -f -""");
    }
}
