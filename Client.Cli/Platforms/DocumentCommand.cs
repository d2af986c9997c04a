using System.CommandLine;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Sanctum.Commands;
using Sanctum.Connection;

namespace Sanctum.Platforms;

/// <summary>Sends what a JSON document says of an account. Credentials come from a file or a pipe, never from an argument, which others could see.</summary>
internal static class DocumentCommand
{
    public static Command BuildConnect() => Build(
        "connect", "Connect an account; the document has agent, credentials, settings, rules and since", HttpMethod.Post,
        (platform, _) => Route.To($"v1/platforms/{platform}/accounts"),
        (document, account) => document["account"] = account,
        "sanctum platforms connect bluesky ada -f ada-bluesky.json",
        """echo '{"agent":"ada","credentials":{"identifier":"ada.example","password":"…"}}' | sanctum platforms connect bluesky ada -f -""");

    public static Command BuildChange() => Build(
        "change", "Change an account; what the document leaves out stays as it is", HttpMethod.Patch,
        (platform, account) => Route.To($"v1/platforms/{platform}/accounts/{account}"),
        (_, _) => { },
        "sanctum platforms change bluesky ada -f quiet-nights.json",
        """echo '{"rules":{"quietHours":{"from":"22:00","to":"07:00"}}}' | sanctum platforms change bluesky ada -f -""");

    private static Command Build(
        string verb, string description, HttpMethod method, Func<string, string, Route> route, Action<JsonObject, string> complete, params string[] examples)
    {
        var (platform, account) = (AccountFacts.PlatformArgument(), AccountFacts.AccountArgument());
        var file = new Option<string>("--file", "-f") { Description = "A JSON document; '-' is standard input", HelpName = "file", Required = true };
        return new ClientCommand(verb, description) { platform, account, file }
            .Does(async run =>
            {
                var document = Document.ReadObject(run.Get(file)!);
                complete(document, run.Get(account));
                using var body = JsonContent.Create(document);
                run.Output.Show(
                    await run.Gateway.Ask<AccountShape>(method, route(run.Get(platform), run.Get(account)), body, run.Cancellation), AccountFacts.Of);
            })
            .WithExamples(examples);
    }
}
