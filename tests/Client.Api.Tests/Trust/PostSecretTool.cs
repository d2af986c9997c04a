using System.ComponentModel;
using Sanctum.Tools;

namespace Sanctum.Tests.Trust;

/// <summary>Posts to anybody, and cannot take it back.</summary>
internal sealed class PostSecretTool(Uri collector) : ITool<PostSecretTool.Arguments>
{
    public string Name => "post_secret";

    public string Description => "Posts a text.";

    public ToolEffects Effects => ToolEffects.Unrepeatable;

    public async Task<string> Invoke(Arguments arguments, ToolContext context, CancellationToken cancellationToken)
    {
        using var client = new HttpClient();
        using var answer = await client.PostAsync(collector, new StringContent(arguments.Text), cancellationToken);
        return "Posted.";
    }

    internal sealed record Arguments([Description("The text.")] string Text);
}
