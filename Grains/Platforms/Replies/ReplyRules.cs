using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sanctum.Schemas;

namespace Sanctum.Platforms.Replies;

/// <summary>
/// When an account answers and when it does not. People are named by handle, with or without @, or by the platform's id.
/// </summary>
internal sealed record ReplyRules
{
    /// <summary>The JSON Schema of these rules.</summary>
    public static JsonNode Schema { get; } = TypeSchema.Of(typeof(ReplyRules));

    [Description("The kinds of notification that are answered."), MaxLength(16)]
    public NotificationKind[] Kinds { get; init; } =
        [NotificationKind.Mention, NotificationKind.Reply, NotificationKind.Quote, NotificationKind.DirectMessage];

    [Description("Only what names the account is answered."), DefaultValue(false)]
    public bool RequireMention { get; init; }

    [Description("People who are never answered."), MaxLength(10_000)]
    public string[] IgnoredAuthors { get; init; } = [];

    [Description("People who are answered before others."), MaxLength(1_000)]
    public string[] PriorityAuthors { get; init; } = [];

    [Description("A word by which anybody ends a thread for the account; from one of stopAuthors it also pauses the account.")]
    [StringLength(100, MinimumLength = 2)]
    public string StopCommand { get; init; } = "#sanctumstop";

    [Description("Who may pause the account from the platform."), MaxLength(100)]
    public string[] StopAuthors { get; init; } = [];

    [Description("What a person writes, and nothing else, to be answered no more."), MaxLength(20)]
    public string[] OptOutWords { get; init; } = ["stop", "#stop", "unsubscribe"];

    [Description("What a person writes, and nothing else, to be answered again."), MaxLength(20)]
    public string[] OptInWords { get; init; } = ["start", "#start"];

    [Description("Bots, beside those that the platform marks."), MaxLength(10_000)]
    public string[] KnownBots { get; init; } = [];

    [Description("Whether bots are answered at all."), DefaultValue(true)]
    public bool AnswerBots { get; init; } = true;

    [Description("How often one bot is answered in one thread."), Range(0, 1_000)]
    public int BotRepliesPerThread { get; init; } = 3;

    [Description("Seconds between two answers to one bot in one thread."), Range(0, 86_400)]
    public int BotCooldownSeconds { get; init; } = 60;

    [Description("Replies that one person gets in an hour."), Range(1, 100_000)]
    public int RepliesPerAuthorPerHour { get; init; } = 120;

    [Description("Replies in one thread in an hour."), Range(1, 100_000)]
    public int RepliesPerThreadPerHour { get; init; } = 120;

    [Description("When the account keeps quiet; without it, never.")]
    public QuietHours? QuietHours { get; init; }

    [Description("Seconds between two looks for what is new; without it, as the platform's adapter says."), Range(0.05, 3_600)]
    public double? PollSeconds { get; init; }

    [Description("Where a reply goes that the platform refuses, or cannot be sent to for long; without it, nowhere.")]
    public Fallback? Fallback { get; init; }

    /// <summary>Reads rules that were checked against <see cref="Schema"/>.</summary>
    public static ReplyRules Read(string json) => JsonSerializer.Deserialize<ReplyRules>(json, TypeSchema.Json)!;
}
