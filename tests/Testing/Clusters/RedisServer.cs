using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Sanctum.Testing.Clusters;

/// <summary>A Redis server of one test, in a private folder, that keeps what it acknowledged when it is killed.</summary>
public sealed class RedisServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly string _folder = Directory.CreateTempSubdirectory("sanctum-redis-").FullName;
    private readonly int _port = FreePort.Lasting();
    private ChildProcess _process = null!;

    private RedisServer()
    {
    }

    /// <summary>Where it listens, as a connection string.</summary>
    public string Address => $"127.0.0.1:{_port.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>Starts a new, empty one.</summary>
    public static async Task<RedisServer> StartOwn()
    {
        var server = new RedisServer();
        await server.Start();
        return server;
    }

    /// <summary>Starts it with the data that it had.</summary>
    public async Task Start()
    {
        _process = ChildProcess.Start(
            Path.Combine(_folder, "log"), [], FindProgram(), "--port", _port.ToString(CultureInfo.InvariantCulture), "--bind",
            "127.0.0.1", "--dir", _folder, "--save", "", "--appendonly", "yes", "--maxmemory-policy", "noeviction");
        await Eventually.True(Answers, Patience);
    }

    /// <summary>Ends it with SIGKILL.</summary>
    public ValueTask Kill() => _process.DisposeAsync();

    /// <summary>Removes everything that it has kept; it must not run.</summary>
    public void DeleteData()
    {
        foreach (var path in Directory.GetDirectories(_folder))
            Directory.Delete(path, recursive: true);
    }

    /// <summary>What it answers to a command.</summary>
    public Task<string> Ask(params string[] command) =>
        Commands.Run("/", "redis-cli", ["-p", _port.ToString(CultureInfo.InvariantCulture), .. command]);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<bool> Answers()
    {
        if (_process.HasExited)
            throw new InvalidOperationException(
                $"redis-server ended: {await File.ReadAllTextAsync(Path.Combine(_folder, "log"))}");
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, _port);
            await client.GetStream().WriteAsync("PING\r\n"u8.ToArray());
            var answer = new byte[64];
            return Encoding.ASCII.GetString(answer, 0, await client.GetStream().ReadAsync(answer)).StartsWith(
                "+PONG", StringComparison.Ordinal);
        }
        catch (Exception exception) when (exception is SocketException or IOException)
        {
            return false;
        }
    }

    private static string FindProgram() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Append("/usr/sbin")
            .Select(folder => Path.Combine(folder, "redis-server")).FirstOrDefault(File.Exists)
        ?? throw new InvalidOperationException(
            "redis-server was not found in PATH; install it (Debian: apt-get install redis-server).");
}
