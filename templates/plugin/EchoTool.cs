using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Sanctum.Tools;

namespace Echo;

/// <summary>A tool that agents can call.</summary>
public sealed class EchoTool : ITool<EchoTool.Arguments>
{
    public string Name => "echo_reverse";

    public string Description => "Writes a text backwards.";

    public ToolEffects Effects => ToolEffects.None;

    public Task<string> Invoke(Arguments arguments, ToolContext context, CancellationToken cancellationToken) =>
        Task.FromResult(string.Join('\n', Enumerable.Repeat(string.Concat(arguments.Text.Reverse()), arguments.Times)));

    public sealed record Arguments(
        [Description("The text."), StringLength(1000)] string Text,
        [Description("How often to write it, a line each."), Range(1, 10)] int Times = 1);
}
