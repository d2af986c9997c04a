using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;

namespace Sanctum.Memory;

/// <summary><c>sanctum memory temporal</c>.</summary>
internal static class TemporalCommands
{
    public static Command Build() => new("temporal", "Attach and detach an agent's blocks of the present day, month and year")
    {
        BuildAttach(),
        BuildDetach(),
    };

    private static ClientCommand BuildAttach()
    {
        var agent = AgentArgument.Create();
        var period = new Option<string[]>("--period")
        {
            Description = "day, month or year; may be repeated; all three if left out",
            HelpName = "period",
        };
        return new ClientCommand("attach", "Attach the blocks of today, this month and this year; missing ones are created")
            { agent, period }
            .Does(async run => run.Output.Show(
                await run.Gateway.Post<Page<BlockShape>>(
                    Route.To($"v1/agents/{run.Get(agent)}/temporal-blocks/attach"),
                    new PeriodsShape(run.Get(period) is { Length: > 0 } some ? some : null), run.Cancellation),
                blocks => BlockText.Of(blocks.Items)))
            .WithExamples("sanctum memory temporal attach ada", "sanctum memory temporal attach ada --period day");
    }

    private static ClientCommand BuildDetach()
    {
        var agent = AgentArgument.Create();
        var label = new Option<string[]>("--label")
        {
            Description = "A block's label; may be repeated; all that are attached if left out",
            HelpName = "label",
        };
        return new ClientCommand("detach", "Detach temporal blocks; their texts are kept") { agent, label }
            .Does(async run => run.Output.Show(
                await run.Gateway.Post<Page<BlockShape>>(
                    Route.To($"v1/agents/{run.Get(agent)}/temporal-blocks/detach"),
                    new LabelsShape(run.Get(label) is { Length: > 0 } some ? some : null), run.Cancellation),
                blocks => BlockText.Of(blocks.Items)))
            .WithExamples("sanctum memory temporal detach ada", "sanctum memory temporal detach ada --label ada_day_2026_01_31");
    }

    private sealed record PeriodsShape(string[]? Periods);

    private sealed record LabelsShape(string[]? Labels);
}
