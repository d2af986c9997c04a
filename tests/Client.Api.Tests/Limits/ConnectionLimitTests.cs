using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Sanctum.Tests.Limits;

/// <summary>Clients that send too much, too slowly, or are too many; each is a socket of the test.</summary>
public sealed class ConnectionLimitTests : IAsyncLifetime
{
    private const int MaxConnections = 16;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly RunningGateway _gateway = new();

    public Task InitializeAsync() => _gateway.Start(
        "Sanctum:Gateway:MaxHeaderBytes=4096", "Sanctum:Gateway:MaxHeaders=20", "Sanctum:Gateway:HeaderTimeout=00:00:01",
        "Sanctum:Gateway:MinBytesPerSecond=100000", $"Sanctum:Gateway:MaxConnections={MaxConnections}");

    public Task DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task Headers_beyond_their_bytes_are_refused()
    {
        var answer = await Send($"GET /v1/agents HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Long: {new string('a', 5_000)}\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 431 ", answer, StringComparison.Ordinal);
        Assert.Contains("urn:sanctum:problem:http-431", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_headers_than_allowed_are_refused()
    {
        var many = string.Concat(Enumerable.Range(0, 30).Select(i => $"X-{i}: a\r\n"));

        var answer = await Send($"GET /v1/agents HTTP/1.1\r\nHost: 127.0.0.1\r\n{many}\r\n");

        Assert.StartsWith("HTTP/1.1 431 ", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Headers_that_do_not_arrive_in_time_are_refused()
    {
        var answer = await Send("GET /v1/agents HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ");

        Assert.StartsWith("HTTP/1.1 408 ", answer, StringComparison.Ordinal);
        Assert.Contains("urn:sanctum:problem:timeout", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Body_that_arrives_too_slowly_is_refused()
    {
        var answer = await Send(
            $"POST /v1/agents HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {_gateway.Token}\r\n" +
            "Content-Type: application/json\r\nContent-Length: 900000\r\n\r\n{");

        Assert.StartsWith("HTTP/1.1 408 ", answer, StringComparison.Ordinal);
        Assert.Contains("urn:sanctum:problem:timeout", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connections_beyond_the_limit_are_closed_and_the_others_served()
    {
        var open = new List<Socket>();
        try
        {
            while (open.Count <= MaxConnections && await IsServed(open))
            {
                // The next one.
            }

            Assert.InRange(open.Count, 2, MaxConnections);
            Assert.StartsWith("HTTP/1.1 200 ", await Ask(open[0]), StringComparison.Ordinal);
        }
        finally
        {
            open.ForEach(socket => socket.Dispose());
        }
    }

    // Adds a connection to the open ones if it is.
    private async Task<bool> IsServed(List<Socket> open)
    {
        var socket = await Connect();
        if ((await Ask(socket)).Length > 0)
        {
            open.Add(socket);
            return true;
        }
        socket.Dispose();
        return false;
    }

    private static async Task<string> Ask(Socket socket)
    {
        try
        {
            await socket.SendAsync(Encoding.ASCII.GetBytes("HEAD /health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"));
            var answer = new byte[4_096];
            return Encoding.ASCII.GetString(answer, 0, await socket.ReceiveAsync(answer).WaitAsync(Patience));
        }
        catch (SocketException)
        {
            return "";
        }
    }

    private async Task<string> Send(string request)
    {
        using var socket = await Connect();
        await socket.SendAsync(Encoding.ASCII.GetBytes(request));
        using var reader = new StreamReader(new NetworkStream(socket));
        return await reader.ReadToEndAsync().WaitAsync(Patience);
    }

    private async Task<Socket> Connect()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, _gateway.Address.Port);
        return socket;
    }
}
