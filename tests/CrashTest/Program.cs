using Sanctum.CrashTest;
using Sanctum.Hosting;
using Sanctum.Models;
using Sanctum.Storage;
using Sanctum.Tools;

// The process that the crash tests kill: the real grains on a real database, a model and tools that leave a trace.
var builder = WebApplication.CreateBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.HostGrains();
builder.LimitShutdown();
builder.Services.AddSingleton<ScriptedProvider>();
builder.Services.AddSingleton<IModelProvider>(services => services.GetRequiredService<ScriptedProvider>());
builder.Services.AddSingleton<ITool, RecordOnceTool>();
builder.Services.AddSingleton<ITool, RecordUnrepeatableTool>();
builder.Services.AddSingleton<ITool, SleepOnceTool>();
if (builder.Configuration["CrashTest:BrokenStream"] is { } broken)
    builder.Services.BreakStreams(name => name == broken);

var app = builder.Build();
app.MapGet("/ready", async (DatabaseReadiness database, CancellationToken ct) =>
    await database.Check(ct) is { } reason ? Results.Problem(reason, statusCode: 503) : Results.Ok());
app.MapGet("/turns", (ScriptedProvider model) => model.InProgress);
app.MapPost("/agents/{name}", async (string name, IGrainFactory grains) => await Scenario.CreateAgent(grains, name));
app.MapPost("/messages", async (Message message, IGrainFactory grains) => await Scenario.Send(grains, message));
app.MapPost("/tool-runs", async (RunOfTool run, IGrainFactory grains) => await Scenario.RunTool(grains, run));
app.MapPost("/policies", async (PolicyText policy, IGrainFactory grains) => await Scenario.PutPolicy(grains, policy));
app.MapPost("/approvals/{id:guid}/approve", async (Guid id, IGrainFactory grains) => await Scenario.Approve(grains, id));
app.MapPost("/bluesky", async (BlueskyLogin login, IGrainFactory grains) => await Scenario.ConnectToBluesky(grains, login));
app.MapPost("/webhooks", async (WebhookPlace place, IGrainFactory grains) => await Scenario.ConnectWebhook(grains, place));
await app.RunAsync();
