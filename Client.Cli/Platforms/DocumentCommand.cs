using System.CommandLine;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Sanctum.Commands;
using Sanctum.Connection;

namespace Sanctum.Platforms;

/// <summary>
/// Sends what a JSON document says of an account. Credentials come from a file or a pipe, never from an argument, which others
/// could see.
/// </summary>
internal static class DocumentCommand
{
    private static readonly string[] Times = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    public static Command BuildConnect()
    {
        var since = new Option<string?>("--since")
        {
            Description = "Answer what arrived since this time, such as 2026-11-01T08:00:00Z; now if left out",
            HelpName = "time",
        };
        var command = Build(
            "connect", "Connect an account; the document contains agent, credentials, settings, rules and since", HttpMethod.Post,
            (platform, _) => Route.To($"v1/platforms/{platform}/accounts"),
            (document, run, account) =>
            {
                document["account"] = account;
                if (run.Get(since) is { } time)
                    SetSince(document, time);
            },
            "sanctum platforms connect bluesky ada -f ada-bluesky.json",
            "sanctum platforms connect bluesky ada -f ada-bluesky.json --since 2026-11-01T08:00:00Z",
            """echo '{"agent":"ada","credentials":{"identifier":"ada.example","password":"…"}}' | sanctum platforms connect bluesky ada -f -""");
        command.Add(since);
        return command;
    }

    public static Command BuildChange() => Build(
        "change", "Change an account; what the document omits is unchanged", HttpMethod.Patch,
        (platform, account) => Route.To($"v1/platforms/{platform}/accounts/{account}"),
        (_, _, _) => { },
        "sanctum platforms change bluesky ada -f quiet-nights.json",
        """echo '{"rules":{"quietHours":{"from":"22:00","to":"07:00"}}}' | sanctum platforms change bluesky ada -f -""");

    private static Command Build(
        string verb, string description, HttpMethod method, Func<string, string, Route> route,
        Action<JsonObject, CommandRun, string> complete, params string[] examples)
    {
        var (platform, account) = (AccountFacts.PlatformArgument(), AccountFacts.AccountArgument());
        var file = new Option<string>("--file", "-f")
        {
            Description = "A JSON document; '-' is standard input",
            HelpName = "file",
            Required = true,
        };
        return new ClientCommand(verb, description) { platform, account, file }
            .Does(async run =>
            {
                var document = Document.ReadObject(run.Get(file)!);
                complete(document, run, run.Get(account));
                using var body = JsonContent.Create(document);
                run.Output.Show(
                    await run.Gateway.Ask<AccountShape>(
                        method, route(run.Get(platform), run.Get(account)), body, run.Cancellation), AccountFacts.Of);
            })
            .WithExamples(examples);
    }

    private static void SetSince(JsonObject document, string time)
    {
        if (document.ContainsKey("since"))
            throw ProblemException.Usage("--since and the document's since exclude each other.");
        if (!DateTimeOffset.TryParseExact(
            time, Times, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var since))
            throw ProblemException.Usage($"--since '{time}' is not a time such as 2026-11-01 or 2026-11-01T08:00:00Z.");
        document["since"] = since;
    }
}
