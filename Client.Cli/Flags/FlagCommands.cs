using System.CommandLine;
using System.Text.Json.Nodes;
using Sanctum.Commands;
using Sanctum.Connection;
using Sanctum.Terminal;
using Spectre.Console;

namespace Sanctum.Flags;

/// <summary><c>sanctum flags</c>.</summary>
internal sealed class FlagCommands : ICommandModule
{
    public Command Build() => new("flags", "Turn features on and off")
    {
        new ClientCommand("list", "List the feature flags")
            .Does(async run => run.Output.Show(
                await run.Gateway.Get<FlagListShape>(Route.To($"v1/flags"), run.Cancellation), TableOf))
            .WithExamples("sanctum flags list"),
        BuildShow(),
        BuildSet(),
        BuildDelete(),
    };

    private static ClientCommand BuildShow()
    {
        var name = NameArgument();
        return new ClientCommand("show", "Show a feature flag; one that was never set is off") { name }
            .Does(async run => run.Output.Show(
                await run.Gateway.Get<FlagShape>(Route.To($"v1/flags/{run.Get(name)}"), run.Cancellation), Describe))
            .WithExamples("sanctum flags show new-planner");
    }

    private static ClientCommand BuildSet()
    {
        var name = NameArgument();
        var state = new Argument<string>("state") { Description = "on or off" };
        state.AcceptOnlyFromAmong("on", "off");
        var description = new Option<string?>("--description") { Description = "What it is for", HelpName = "text" };
        return new ClientCommand("set", "Turn a feature on or off, in every silo within a second") { name, state, description }
            .Does(async run => run.Output.Show(
                await run.Gateway.Put<FlagShape>(
                    Route.To($"v1/flags/{run.Get(name)}"),
                    new JsonObject { ["enabled"] = run.Get(state) == "on", ["description"] = run.Get(description) },
                    run.Cancellation),
                Describe))
            .WithExamples(
                "sanctum flags set new-planner on",
                "sanctum flags set new-planner off --description \"Plans in two steps\"");
    }

    private static ClientCommand BuildDelete()
    {
        var name = NameArgument();
        return new ClientCommand("delete", "Delete a feature flag, so that its default holds") { name }
            .Does(async run =>
            {
                if (!await run.Confirm($"Delete flag '{run.Get(name)}'?"))
                    return;
                await run.Gateway.Delete(Route.To($"v1/flags/{run.Get(name)}"), run.Cancellation);
                run.Output.Note($"Flag '{run.Get(name)}' is deleted.");
            })
            .WithExamples("sanctum flags delete new-planner");
    }

    private static Argument<string> NameArgument() => new("flag") { Description = "The flag's name" };

    private static Table TableOf(FlagListShape page)
    {
        var table = Listing.Of("FLAG", "STATE", "VERSION", "CHANGED", "DESCRIPTION");
        foreach (var flag in page.Items)
            table.Row(
                flag.Name, flag.State, flag.Version, flag.ChangedAt is { } at ? Age.Of(at) : "",
                Printable.Line(flag.Description, 60));
        return table;
    }

    private static Table Describe(FlagShape flag) => Facts.Of(
        ("Name", flag.Name),
        ("State", flag.IsDefault ? $"{flag.State}, the default" : flag.State),
        ("Version", flag.Version),
        ("Description", flag.Description));
}

/// <summary>What people see of a feature flag.</summary>
internal sealed record FlagShape(
    string Name, bool Enabled, bool IsDefault, string Description, int Version, DateTimeOffset? ChangedAt)
{
    public string State => Enabled ? "on" : "off";
}

/// <summary>A list of them.</summary>
internal sealed record FlagListShape(FlagShape[] Items);
