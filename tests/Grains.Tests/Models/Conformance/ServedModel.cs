using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Sanctum.Conformance.Models;
using Sanctum.Testing.Models;
using static Sanctum.Testing.Models.LoopbackModelServer;

namespace Sanctum.Models.Conformance;

/// <summary>A provider over HTTP, as an operator configures it, on a server that plays what it is to answer.</summary>
internal sealed class ServedModel : ModelStandIn
{
    private static readonly IReadOnlyList<ChatMessage> Asked = [new(ChatRole.System, "Be kind."), new(ChatRole.User, "Hi")];
    private readonly LoopbackModelServer _server;
    private readonly IServedWire _wire;
    private readonly ServiceProvider _services;

    private ServedModel(LoopbackModelServer server, string kind, IServedWire wire)
    {
        var services = new ServiceCollection();
        var settings = server.Settings(kind, ("MaxRetries", "0"));
        new ModelsModule().Register(services, new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        (_server, _wire, _services) = (server, wire, services.BuildServiceProvider());
        Provider = _services.GetServices<IModelProvider>().Single(provider => provider.Name == "test");
    }

    public override IModelProvider Provider { get; }

    public static async Task<ModelStandIn> Start(string kind, IServedWire wire) =>
        new ServedModel(await LoopbackModelServer.Start(), kind, wire);

    public override IReadOnlyList<ChatMessage> AskForText() => Play(Stream(_wire.Text));

    public override IReadOnlyList<ChatMessage> AskForCall() => Play(Stream(_wire.Call));

    public override IReadOnlyList<ChatMessage> AskForFailure(ModelFailure failure) => Play(failure switch
    {
        ModelFailure.WrongKey => Refuse(401, _wire.Error("authentication_error", "The key is wrong.")),
        ModelFailure.InvalidRequest => Refuse(400, _wire.Error("invalid_request_error", "temperature is out of range.")),
        ModelFailure.TooLong => Refuse(
            400, _wire.Error("invalid_request_error", "prompt is too long: 20000 tokens > 8192 maximum")),
        ModelFailure.RateLimited => Refuse(429, _wire.Error("rate_limit_error", "Too many requests."), "7"),
        ModelFailure.Broken => Refuse(503, _wire.Error("overloaded_error", "Overloaded.")),
        ModelFailure.CutOff => StreamThenCut(Task.CompletedTask, _wire.Beginning),
        _ => http => Task.Delay(Timeout.Infinite, http.RequestAborted)
            .ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default),
    });

    public override async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _server.DisposeAsync();
    }

    private IReadOnlyList<ChatMessage> Play(Func<HttpContext, Task> answer)
    {
        _server.Then(answer);
        return Asked;
    }
}

/// <summary>Answers in the words of one wire.</summary>
internal interface IServedWire
{
    /// <summary>A whole answer with some words.</summary>
    string[] Text { get; }

    /// <summary>A whole answer with one call.</summary>
    string[] Call { get; }

    /// <summary>The first words of an answer.</summary>
    string[] Beginning { get; }

    string Error(string type, string message);
}
