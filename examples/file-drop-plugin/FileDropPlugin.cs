using System;
using System.Collections.Immutable;
using System.IO;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Sanctum.Errors;
using Sanctum.Platforms;
using Sanctum.Plugins;

namespace FileDrop;

/// <summary>
/// Agents that answer files: ann's message <c>ada/ann.1.txt</c> is for the account ada, whose reply is
/// <c>ada/ann.1.txt.reply</c>.
/// </summary>
public sealed class FileDropPlugin(IPluginInbox inbox, ILogger logger) : IMessagePlugin
{
    private readonly CancellationTokenSource _stopping = new();
    private Task _polling = Task.CompletedTask;
    private volatile string _folder = "";

    public string Name => "FileDrop";

    public string Platform => "file-drop";

    public MessageHandler MessageHandler => WriteReply;

    public string SettingsSchema => """
        {
          "type": "object",
          "additionalProperties": false,
          "properties": { "folder": { "type": "string", "minLength": 1, "default": "file-drop" } }
        }
        """;

    public Task ApplySettingsAsync(JsonElement settings, CancellationToken cancellationToken)
    {
        _folder = Directory.CreateDirectory(settings.GetProperty("folder").GetString()!).FullName;
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _polling = Poll(_stopping.Token);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _polling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task Poll(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        while (await timer.WaitForNextTickAsync(ct))
        {
            foreach (var file in Directory.CreateDirectory(_folder).GetFiles("*.txt", SearchOption.AllDirectories))
                await Ingest(file, ct);
        }
    }

    private async Task Ingest(FileInfo file, CancellationToken ct)
    {
        var person = file.Name.Split('.')[0];
        var profile = new SenderProfile(
            new PlatformAuthor(person, person), ImmutableDictionary<string, string>.Empty.Add("folder", file.DirectoryName!));
        try
        {
            var text = await File.ReadAllTextAsync(file.FullName, ct);
            await inbox.IngestAsync(new PluginMessage(file.Directory!.Name, file.Name, profile, text), ct);
            // It is stored now, and is answered even if this process ends here.
            file.Delete();
        }
        catch (Exception exception) when (
            exception is SanctumException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            logger.LogWarning("{File} waits: {Reason}", file, exception.Message);
        }
    }

    private static Task WriteReply(
        string response, SenderProfile profile, string messageId, CancellationToken cancellationToken) =>
        File.WriteAllTextAsync(Path.Combine(profile.Metadata["folder"], $"{messageId}.reply"), response, cancellationToken);
}
