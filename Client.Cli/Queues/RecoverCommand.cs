using System.CommandLine;
using System.Text.Json.Nodes;
using Sanctum.Commands;
using Sanctum.Connection;
using Sanctum.Platforms;
using Sanctum.Terminal;
using Spectre.Console;

namespace Sanctum.Queues;

/// <summary>
/// Looks back on platforms for notifications that never came in. It only looks unless <c>--execute</c> is given, and one account
/// that cannot be asked stops no other.
/// </summary>
internal static class RecoverCommand
{
    private const int MaxHours = 720;

    public static Command Build()
    {
        var agent = AgentArgument.Create();
        agent.Arity = ArgumentArity.ZeroOrOne;
        agent.Description = "The agent's name; all agents if left out";
        var hours = new Option<int>("--hours")
        {
            Description = $"How far back to look, 1 to {MaxHours}",
            HelpName = "count",
            DefaultValueFactory = _ => 24,
        };
        hours.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out var count) && count is < 1 or > MaxHours)
                result.AddError($"--hours must be 1 to {MaxHours}.");
        });
        var dryRun = new Option<bool>("--dry-run") { Description = "Only report; the default without --execute" };
        var execute = new Option<bool>("--execute") { Description = "Ingest missed notifications" };
        var command = new ClientCommand("recover", "Find missed notifications on platforms, and ingest them")
        {
            agent, hours, dryRun, execute,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(dryRun) && result.GetValue(execute))
                result.AddError("--dry-run and --execute exclude each other.");
        });
        return command
            .Does(run => Recover(run, run.Find(agent), new RecoveryBody($"{run.Get(hours)}h", !run.Get(execute))))
            .WithExamples("sanctum queue recover --dry-run", "sanctum queue recover ada --hours 48 --execute");
    }

    private static async Task Recover(CommandRun run, string? agent, RecoveryBody wanted)
    {
        if (agent is not null)
            await run.Gateway.Get<JsonObject>(Route.To($"v1/agents/{agent}"), run.Cancellation);
        var found = new List<RecoveredAccount>();
        await foreach (var (platform, account) in Accounts(run, agent))
            found.Add(await Recover(run, platform, account, wanted));
        if (run.Output.IsJson)
            run.Output.Json(ToJson(found));
        else
            Show(run, found, wanted);
        if (found.FirstOrDefault(one => one.Failure is not null) is { Failure: { } failure })
            throw failure;
    }

    private static async IAsyncEnumerable<(string Platform, AccountSummaryShape Account)> Accounts(CommandRun run, string? agent)
    {
        var platforms = (await run.Gateway.Get<PlatformListShape>(Route.To($"v1/platforms"), run.Cancellation)).Value.Items;
        foreach (var platform in platforms.Where(platform => platform.NeedsAccount && platform.Operations.Contains("poll")))
        {
            for (string? after = null, next; ; after = next)
            {
                var page = await run.Gateway.Get<Page<AccountSummaryShape>>(
                    Route.To($"v1/platforms/{platform.Name}/accounts").With("after", after).With("limit", 200), run.Cancellation);
                foreach (var account in page.Value.Items.Where(account => agent is null || account.Agent == agent))
                    yield return (platform.Name, account);
                if ((next = page.Value.Next?.ToString()) is null)
                    break;
            }
        }
    }

    private static async Task<RecoveredAccount> Recover(
        CommandRun run, string platform, AccountSummaryShape account, RecoveryBody wanted)
    {
        try
        {
            var report = await run.Gateway.Post<RecoveryShape>(
                Route.To($"v1/platforms/{platform}/accounts/{account.Account}/recover"), wanted, run.Cancellation);
            return new RecoveredAccount(platform, account, report, Failure: null);
        }
        catch (ProblemException e)
        {
            return new RecoveredAccount(platform, account, Report: null, e);
        }
    }

    private static void Show(CommandRun run, List<RecoveredAccount> found, RecoveryBody wanted)
    {
        var table = Listing.Of("PLATFORM", "ACCOUNT", "AGENT", "SEEN", "MISSED", "INGESTED", "PROBLEM");
        foreach (var one in found)
        {
            var report = one.Report?.Value;
            table.Row(
                one.Platform, one.Account.Account, one.Account.Agent, report?.Seen, report?.Missed, report?.TakenIn,
                one.Failure?.Message ?? (report?.IsComplete == false ? "There is more: look back for fewer hours." : null));
        }
        run.Output.Write(table);
        if (wanted.DryRun && found.Any(one => one.Report?.Value.Missed > 0))
            run.Output.Note("Nothing was ingested: add --execute.");
    }

    private static string ToJson(IEnumerable<RecoveredAccount> found) =>
        new JsonObject { ["items"] = new JsonArray([.. found.Select(one => one.ToJson())]) }.ToJsonString(Wire.Options);

    private sealed record RecoveryBody(string Within, bool DryRun);

    private sealed record RecoveryShape(int Seen, int Missed, int TakenIn, bool IsComplete);

    private sealed record RecoveredAccount(
        string Platform, AccountSummaryShape Account, Answer<RecoveryShape>? Report, ProblemException? Failure)
    {
        public JsonObject ToJson() => new()
        {
            ["platform"] = Platform,
            ["account"] = Account.Account,
            ["agent"] = Account.Agent,
            ["report"] = Report is null ? null : JsonNode.Parse(Report.Json),
            ["problem"] = Failure is null ? null : JsonNode.Parse(Failure.Json),
        };
    }
}
