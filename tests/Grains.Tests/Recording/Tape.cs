using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Sanctum.Models;
using Sanctum.Secrets;

namespace Sanctum.Recording;

/// <summary>A recording in a folder of its own, and the product's own recorder and player around it.</summary>
internal sealed class Tape : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sanctum-tape-");
    private readonly List<ServiceProvider> _services = [];

    public string Path => System.IO.Path.Combine(_folder.FullName, "tape.jsonl");

    public string[] Lines => File.Exists(Path) ? File.ReadAllLines(Path) : [];

    /// <summary>A way to <paramref name="live"/> that writes down what passes, until it is disposed.</summary>
    public IModelGateway Record(IModelGateway live, params (string Key, string Value)[] settings) =>
        RecordingModule.Around(live, Services("Record", settings));

    /// <summary>Ends recording.</summary>
    public void Stop()
    {
        foreach (var services in _services)
            services.Dispose();
        _services.Clear();
    }

    /// <summary>A gateway that has nothing but the recording.</summary>
    public IModelGateway Replay() => RecordingModule.Around(new Scripted(), Services("Replay"));

    public void Dispose()
    {
        Stop();
        _folder.Delete(recursive: true);
    }

    private ServiceProvider Services(string mode, params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
            settings.Append(("Sanctum:Models:Recording:Mode", mode)).Append(("Sanctum:Models:Recording:Path", Path))
                .Select(setting => KeyValuePair.Create(setting.Item1, (string?)setting.Item2))).Build();
        var services = new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System)
            .AddSingleton<IConfiguration>(configuration);
        services.AddSingleton<ConfiguredSecrets>();
        new RecordingModule().Register(services, configuration);
        _services.Add(services.BuildServiceProvider());
        return _services[^1];
    }
}

/// <summary>A way to models that gives one answer after the other, and fails where an answer is a failure.</summary>
internal sealed class Scripted(params object[] answers) : IModelGateway
{
    private int _next;

#pragma warning disable CS1998 // What it says is known.
    public async IAsyncEnumerable<ChatResponseUpdate> StreamAsync(
        string model, IReadOnlyList<ChatMessage> messages, ChatOptions options,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
#pragma warning restore CS1998
    {
        var answer = answers[_next++];
        yield return new ChatResponseUpdate(ChatRole.Assistant, "Well: ");
        if (answer is Exception failure)
            throw failure;
        yield return new ChatResponseUpdate(ChatRole.Assistant, (string)answer) { FinishReason = ChatFinishReason.Stop };
    }
}
