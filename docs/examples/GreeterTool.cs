using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Sanctum.Tools;

namespace Sanctum.Examples;

/// <summary>
/// A plug-in's tool that takes its plug-in, so it runs inside the host and shares the plug-in's life. One that takes nothing but
/// a logger has a separate process for each call.
/// </summary>
public sealed class GreeterTool(GreeterPlugin plugin) : ITool<GreeterTool.Arguments>
{
    public string Name => "greet";

    public string Description => "Greets a person by name.";

    public ToolEffects Effects => ToolEffects.None;

    public Task<string> Invoke(Arguments arguments, ToolContext context, CancellationToken cancellationToken) =>
        Task.FromResult($"{plugin.Greeting}, {arguments.Person}! {plugin.Messages} messages so far.");

    public sealed record Arguments([Description("The person's name."), StringLength(100, MinimumLength = 1)] string Person);
}
