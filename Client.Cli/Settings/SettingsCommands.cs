using System.CommandLine;
using System.Net.Http.Json;
using Sanctum.Commands;
using Sanctum.Connection;
using Sanctum.Terminal;
using Spectre.Console;

namespace Sanctum.Settings;

/// <summary><c>sanctum settings</c>.</summary>
internal sealed class SettingsCommands : ICommandModule
{
    public Command Build() => new("settings", "Show and change the settings that apply at run time")
    {
        new ClientCommand("get", "Show the settings")
            .Does(Show)
            .WithExamples("sanctum settings get", "sanctum settings get --json | jq -r .messageMode"),
        BuildMode(),
        UiCommand.Build(),
    };

    private static Command BuildMode()
    {
        var mode = new Argument<string?>("mode")
        {
            Description = "live: agents answer; listen: messages are stored, not answered; echo: messages are sent back; test: " +
                "agents work, nothing is posted. Without a mode, the current one is shown",
            Arity = ArgumentArity.ZeroOrOne,
        };
        mode.AcceptOnlyFromAmong("live", "listen", "echo", "test");
        return new ClientCommand("mode", "Show or set the message mode, for all platforms") { mode }
            .Does(run => run.Find(mode) is { } wanted ? Change(run, wanted) : Show(run))
            .WithExamples("sanctum settings mode", "sanctum settings mode echo", "sanctum settings mode live");
    }

    private static async Task Show(CommandRun run) =>
        run.Output.Show(await run.Gateway.Get<SettingsShape>(Route.To($"v1/settings"), run.Cancellation), Describe);

    private static async Task Change(CommandRun run, string mode)
    {
        using var body = JsonContent.Create(new ModeBody(mode), options: Wire.Options);
        run.Output.Show(
            await run.Gateway.Ask<SettingsShape>(HttpMethod.Put, Route.To($"v1/settings/mode"), body, run.Cancellation),
            Describe);
    }

    private static Table Describe(SettingsShape settings) => Facts.Of(
        ("Message mode", settings.MessageMode),
        ("Decided by", settings.IsDefault ? "the configuration" : "an operator"),
        ("Since", settings.Since is { } since ? Age.Of(since) : null));

    private sealed record ModeBody(string Mode);
}

/// <summary>What people see of the settings.</summary>
internal sealed record SettingsShape(string MessageMode, bool IsDefault, DateTimeOffset? Since);
