using System.CommandLine;
using System.Net.Http.Json;
using Sanctum.Commands;
using Sanctum.Connection;

namespace Sanctum.Plugins;

/// <summary>
/// Replaces a plug-in's settings. They come from a file or a pipe, never from an argument, which others could see.
/// </summary>
internal static class SetCommand
{
    public static Command Build()
    {
        var name = PluginFacts.NameArgument();
        var file = new Option<string>("--file", "-f")
        {
            Description = "A JSON object; '-' is standard input",
            HelpName = "file",
            Required = true,
        };
        return new ClientCommand("set", "Replace a plug-in's settings; they apply at once") { name, file }
            .Does(async run =>
            {
                using var body = JsonContent.Create(Document.ReadObject(run.Get(file)!));
                run.Output.Show(
                    await run.Gateway.Ask<PluginShape>(
                        HttpMethod.Put, Route.To($"v1/plugins/{run.Get(name)}/settings"), body, run.Cancellation),
                    PluginFacts.Of);
            })
            .WithExamples(
                "sanctum plugins set echo -f echo.json", """echo '{"prefix":"Echo: "}' | sanctum plugins set echo -f -""");
    }
}
