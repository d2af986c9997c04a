using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Sanctum.Testing;

namespace Sanctum.Bench;

/// <summary>A server in a separate process, on a free port of this machine.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly Process _process;

    private ServerProcess(Process process, string url)
    {
        _process = process;
        Http = new HttpClient(new SocketsHttpHandler { PooledConnectionIdleTimeout = TimeSpan.FromMinutes(5) })
        {
            BaseAddress = new Uri(url),
        };
    }

    public HttpClient Http { get; }

    /// <summary>Starts <paramref name="assembly"/> and waits until its <c>/ready</c> says so.</summary>
    /// <param name="assembly">File name of a program beside this one.</param>
    /// <param name="configure">Arguments and environment, given the URL on which it must listen.</param>
    public static async Task<ServerProcess> Start(string assembly, Action<ProcessStartInfo, string> configure)
    {
        var url = $"http://127.0.0.1:{FreePort()}";
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, assembly) },
        };
        configure(start, url);
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{assembly} could not be started.");
        // Its log is of no use here, but a full pipe would hold it up.
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        var server = new ServerProcess(process, url);
        await Eventually.True(server.IsReady);
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task<bool> IsReady()
    {
        try
        {
            using var answer = await Http.GetAsync("/ready");
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException) when (!_process.HasExited)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
