using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Sanctum.Errors;
using Sanctum.Testing;

namespace Sanctum.Platforms.Bluesky;

/// <summary>A server that repeats what it was sent, such as one that is being debugged.</summary>
public sealed class BlueskyEchoTests(BlueskyEchoTests.EchoServer server) : IClassFixture<BlueskyEchoTests.EchoServer>
{
    public static TheoryData<string, string> All
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (
                var password in new[] { "ZqLEAKquote\"zq1", "ZqLEAKback\\zq7", "short1", "zq", "ZqLEAKumlautü", "ZqLEAK plain" })
            {
                foreach (var echo in new[] { "body", "escaped", "percent", "base64" })
                    data.Add(password, echo);
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_password_that_is_repeated_goes_nowhere(string password, string echo)
    {
        server.Server.Answer = async (request, http) =>
        {
            var sent = Encoding.UTF8.GetString(request.Body);
            http.Response.StatusCode = 401;
            await http.Response.WriteAsJsonAsync(new { error = "AuthenticationRequired", message = Repeat(echo, sent) });
        };
        var agent = await server.Host.NewAgent();
        var account = server.Host.Grains.GetGrain<IPlatformAccountGrain>($"default/bluesky/{agent}");
        var credentials = new PlatformCredentials(
            ImmutableDictionary<string, string>.Empty.Add("identifier", "a.invalid").Add("password", password));

        var refused = await Assert.ThrowsAsync<InvalidRequestException>(
            () => account.Connect(new AccountConnection(agent, credentials, $$"""{"service":"{{server.Server.Url}}"}""")));

        foreach (var spelled in Spellings(password))
        {
            Assert.DoesNotContain(spelled, refused.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain(server.Host.Log, line => line.Contains($"\"{spelled}", StringComparison.Ordinal)
                || spelled.Length > 6 && line.Contains(spelled, StringComparison.Ordinal));
        }
    }

    private static string Repeat(string echo, string sent) => echo switch
    {
        "body" => $"wrong: {sent}",
        "escaped" => $"wrong: {JsonEncodedText.Encode(sent)}",
        "percent" => $"wrong: {Uri.EscapeDataString(sent)}",
        _ => $"wrong: {Convert.ToBase64String(Encoding.UTF8.GetBytes(sent))}",
    };

    private static IEnumerable<string> Spellings(string password) => new[]
    {
        password, JsonEncodedText.Encode(password).Value,
        JsonEncodedText.Encode(password, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).Value, Uri.EscapeDataString(password),
    }.Distinct();

    /// <summary>The server, and a host.</summary>
    public sealed class EchoServer : IAsyncLifetime
    {
        public LoopbackReceiver Server { get; private set; } = null!;

        public PlatformHost Host { get; private set; } = null!;

        public async Task InitializeAsync() => (Server, Host) = (await LoopbackReceiver.Start(), await PlatformHost.Start());

        public async Task DisposeAsync()
        {
            await Host.DisposeAsync();
            await Server.DisposeAsync();
        }
    }
}
