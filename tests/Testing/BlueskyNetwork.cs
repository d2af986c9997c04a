using System.ComponentModel;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Npgsql;

namespace Sanctum.Testing;

/// <summary>
/// The official AT Protocol network (PLC directory, PDS, AppView) on loopback, from <c>tests/bluesky-network</c>. Started once
/// for a test process, when first asked for; it ends with the process, however that ends.
/// </summary>
public sealed class BlueskyNetwork
{
    private static readonly TimeSpan InstallPatience = TimeSpan.FromMinutes(9);
    private static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(4);
    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "bluesky-network");
    private static readonly Lazy<Task<BlueskyNetwork>> Only = new(() => Task.Run(Start));
    private static readonly Lazy<Task<string?>> Missing = new(() => Task.Run(FindMissing));
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(60) };
    private readonly Addresses _addresses;

    // Held, because its standard input must stay open.
    private readonly Process _process;
    private readonly Tail _errors;

    private BlueskyNetwork(Addresses addresses, Process process, Tail errors) =>
        (_addresses, _process, _errors) = (addresses, process, errors);

    /// <summary>Whether it runs.</summary>
    public bool IsRunning => !_process.HasExited;

    /// <summary>The network of this process.</summary>
    public static Task<BlueskyNetwork> Shared => Only.Value;

    /// <summary>
    /// Why there can be no network on this machine, or null if there can; installs its packages the first time.
    /// </summary>
    public static Task<string?> Unavailable => Missing.Value;

    /// <summary>The server that holds the accounts.</summary>
    public Uri Pds => _addresses.Pds;

    /// <summary>The server that sees every post.</summary>
    public Uri AppView => _addresses.AppView;

    /// <summary>The directory of DIDs.</summary>
    public Uri Plc => _addresses.Plc;

    /// <summary>Makes an account.</summary>
    /// <returns>Its DID, and an access token.</returns>
    public async Task<(string Did, string Token)> CreateAccount(string handle, string password)
    {
        var account = await Control("accounts", new { handle, password });
        return (account.GetProperty("did").GetString()!, account.GetProperty("accessJwt").GetString()!);
    }

    /// <summary>Waits until the AppView knows everything that was posted.</summary>
    public Task Settle() => Control("settle", null);

    /// <summary>Stops the PDS; its connections break.</summary>
    public Task StopPds() => Control("pds/stop", null);

    /// <summary>Starts the PDS again, with its accounts.</summary>
    public Task StartPds() => Control("pds/start", null);

    /// <summary>The replies that the AppView shows right below a post, to somebody who is not logged in.</summary>
    public async Task<IReadOnlyList<JsonElement>> RepliesTo(string uri)
    {
        var thread = await Thread(uri);
        return thread.TryGetProperty("replies", out var replies)
            ? [.. replies.EnumerateArray().Select(reply => reply.GetProperty("post"))]
            : [];
    }

    /// <summary>The conversation around a post as the AppView shows it.</summary>
    public async Task<JsonElement> Thread(string uri)
    {
        var address = new Uri(
            AppView, $"/xrpc/app.bsky.feed.getPostThread?uri={Uri.EscapeDataString(uri)}&depth=10&parentHeight=50");
        return (await _http.GetFromJsonAsync<JsonElement>(address)).GetProperty("thread");
    }

    /// <summary>A record as the PDS holds it.</summary>
    public async Task<JsonElement> Record(string did, string collection, string key)
    {
        var address = new Uri(Pds, $"/xrpc/com.atproto.repo.getRecord?repo={did}&collection={collection}&rkey={key}");
        return (await _http.GetFromJsonAsync<JsonElement>(address)).GetProperty("value");
    }

    /// <summary>Fails if the network has ended, with what it said last, so that nobody waits for it.</summary>
    public void ThrowIfEnded()
    {
        if (!IsRunning)
            throw new InvalidOperationException($"The Bluesky network ended with code {_process.ExitCode}: {_errors}");
    }

    private async Task<JsonElement> Control(string action, object? body)
    {
        ThrowIfEnded();
        using var response = await _http.PostAsJsonAsync(new Uri(_addresses.Control, action), body);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        return response.IsSuccessStatusCode ? answer : throw new InvalidOperationException($"{action}: {answer}");
    }

    private static async Task<string?> FindMissing()
    {
        foreach (var program in new[] { "npm", "node", "redis-server" })
        {
            try
            {
                using var process = Process.Start(new ProcessStartInfo(program, ["--version"])
                {
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                })!;
                process.WaitForExit();
            }
            catch (Win32Exception)
            {
                return $"The Bluesky network needs {program}, which is not installed here.";
            }
        }
        return await Install();
    }

    private static async Task<BlueskyNetwork> Start()
    {
        if (await Unavailable is { } reason)
            throw new InvalidOperationException(reason);
        var server = await PostgresServer.Shared;
        var database = new NpgsqlConnectionStringBuilder(await server.CreateDatabase());
        // The open end of its standard input tells the network that this process lives.
        var start = new ProcessStartInfo("node", ["server.mjs"])
        {
            WorkingDirectory = Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DB_POSTGRES_URL"] =
            $"postgresql://{database.Username}@{database.Host}:{database.Port}/{database.Database}";
        var process = Process.Start(start)!;
        var errors = new Tail();
        process.ErrorDataReceived += (_, line) => errors.Add(line.Data);
        process.BeginErrorReadLine();
        using var patience = new CancellationTokenSource(StartPatience);
        var line = await process.StandardOutput.ReadLineAsync(patience.Token)
            ?? throw new InvalidOperationException($"The Bluesky network did not start: {errors}");
        _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
        return new BlueskyNetwork(JsonSerializer.Deserialize<Addresses>(line, JsonSerializerOptions.Web)!, process, errors);
    }

    /// <returns>Why it cannot be done, or null.</returns>
    private static async Task<string?> Install()
    {
        using var process = Process.Start(new ProcessStartInfo(Path.Combine(Folder, "install"))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = new Tail();
        process.ErrorDataReceived += (_, line) => errors.Add(line.Data);
        process.OutputDataReceived += (_, line) => errors.Add(line.Data);
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        using var patience = new CancellationTokenSource(InstallPatience);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            return $"The packages of the Bluesky network could not be installed within {InstallPatience}: {errors}";
        }
        return process.ExitCode == 0 ? null : $"The packages of the Bluesky network cannot be installed: {errors}";
    }

    private sealed record Addresses(Uri Pds, Uri AppView, Uri Plc, Uri Control);

    /// <summary>The last lines of what a program says.</summary>
    private sealed class Tail
    {
        private const int MaxLines = 40;
        private readonly Queue<string> _lines = new();

        public void Add(string? line)
        {
            lock (_lines)
            {
                if (line is not null)
                    _lines.Enqueue(line);
                if (_lines.Count > MaxLines)
                    _lines.Dequeue();
            }
        }

        public override string ToString()
        {
            lock (_lines)
                return string.Join('\n', _lines);
        }
    }
}
