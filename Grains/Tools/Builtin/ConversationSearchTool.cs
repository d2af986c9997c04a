using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Sanctum.Conversations;

namespace Sanctum.Tools.Builtin;

/// <summary>
/// Searches the conversation in which it is called. Other conversations are other people's, and are not found.
/// </summary>
internal sealed class ConversationSearchTool(IGrainFactory grains) : ITool<ConversationSearchTool.Arguments>
{
    private const int DefaultLimit = 10;

    public string Name => "conversation_search";

    public string Description =>
        "Finds what was said earlier in this conversation by words and by meaning, best first, also what is not shown to " +
        "you any more.";

    public ToolEffects Effects => ToolEffects.None;

    public bool StaysInside => true;

    public async Task<string> Invoke(Arguments arguments, ToolContext context, CancellationToken cancellationToken)
    {
        var query = new RecallQuery(arguments.Query, context.SessionId, Limit: arguments.Limit ?? DefaultLimit)
        {
            By = arguments.By,
        };
        var found = await ParameterNames.Translate(
            grains.GetGrain<IRecallWorker>(context.Agent.ToString()).Find(query), ("q", "query"));
        foreach (var entry in found.Items)
            context.ResultLabel.Lower(entry.Trust);
        var text = found.Items.IsEmpty
            ? "I found nothing in this conversation."
            : string.Join("\n\n", found.Items.Select(Describe));
        return arguments.By != RecallBy.Words && found.By == RecallBy.Words
            ? $"(Only words were compared: meanings cannot be at present.)\n\n{text}"
            : text;
    }

    private static string Describe(RecalledEntry entry) => string.Create(
        CultureInfo.InvariantCulture, $"[#{entry.Seq}, {entry.OccurredAt:yyyy-MM-dd HH:mm}, {entry.Author}] {entry.Highlight}");

    internal sealed record Arguments(
        [Description("What to look for."), StringLength(1_000, MinimumLength = 1)] string Query,
        [Description("How many at most; 10 if left out."), Range(1, 50)] int? Limit = null,
        [Description("What is compared; both if left out.")] RecallBy By = RecallBy.Both);
}
