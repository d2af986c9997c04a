using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sanctum.Testing;

namespace Sanctum.Tests;

public sealed class BrokenUploadTests : IAsyncLifetime
{
    private const string Reset = "ConnectionReset";

    private readonly LogLines _log = new();
    private readonly RunningGateway _gateway;

    public BrokenUploadTests() => _gateway = new RunningGateway
    {
        AlsoRegister = services => services.AddLogging(logging => logging
            .AddProvider(_log)
            .AddFilter<LogLines>("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Debug)),
    };

    public Task InitializeAsync() => _gateway.InitializeAsync();

    public Task DisposeAsync() => _gateway.DisposeAsync();

    [Theory]
    [InlineData("POST /v1/agents", "application/json")]
    [InlineData("POST /v1/agents", "application/yaml")]
    [InlineData("POST /v1/agents/some/messages", "application/json")]
    [InlineData("POST /v1/platforms/webhook/accounts/some/webhook", "application/json")]
    public async Task Upload_that_is_cut_off_is_no_error_of_ours(string route, string type)
    {
        for (var i = 0; i < 10; i++)
            await CutOff(route, type);

        await Eventually.True(() => Task.FromResult(_log.Lines.Count(line => line.Event.Name == Reset) >= 10));
        // What is logged of those requests comes before this one has an answer.
        (await _gateway.Http.GetAsync("/health")).Dispose();
        Assert.DoesNotContain(
            _log.Lines,
            line => line.Level >= LogLevel.Warning && line.Category.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal));
        Assert.DoesNotContain(_log.Lines, line => line.Level >= LogLevel.Error);
    }

    private async Task CutOff(string route, string type)
    {
        using var client = new Socket(SocketType.Stream, ProtocolType.Tcp) { LingerState = new LingerOption(true, 0) };
        await client.ConnectAsync(IPAddress.Loopback, _gateway.Address.Port);
        await client.SendAsync(Encoding.ASCII.GetBytes(
            $"{route} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: {type}\r\nContent-Length: 50000\r\n" +
            $"Authorization: Bearer {_gateway.Token}\r\nExpect: 100-continue\r\n\r\n"));
        // Once the body is being read the server says so.
        var answer = new byte[25];
        await client.ReceiveAsync(answer);
        await client.SendAsync(new byte[5_000]);
        client.Close();
    }
}
