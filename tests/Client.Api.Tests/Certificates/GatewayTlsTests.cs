using System.ComponentModel.DataAnnotations;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Sanctum.Hosting;
using Sanctum.Testing;
using Sanctum.Tests;

namespace Sanctum.Certificates;

public sealed class GatewayTlsTests : IDisposable
{
    private readonly TestAuthority _authority = new();

    public void Dispose() => _authority.Dispose();

    [Fact]
    public async Task The_gateway_serves_https_with_its_certificate_and_says_so_to_browsers()
    {
        var (certificate, key) = _authority.Issue("localhost");
        await using var gateway = new Running();
        await gateway.Product.StartUnready(
            await (await PostgresServer.Shared).CreateDatabase(), "Sanctum:Gateway:Url=https://127.0.0.1:0",
            $"Sanctum:Gateway:Tls:Certificate={certificate}", $"Sanctum:Gateway:Tls:Key={key}");
        using var http = Trusting(gateway.Product.Address, SslProtocols.None);
        using var old = Trusting(gateway.Product.Address, Tls11);

        await Eventually.True(async () => (await http.GetAsync("/ready")).IsSuccessStatusCode);
        using var answer = await http.GetAsync("/");

        Assert.True(answer.Headers.Contains("Strict-Transport-Security"));
        await Assert.ThrowsAsync<HttpRequestException>(() => old.GetAsync("/"));
    }

    [Fact]
    public void A_certificate_without_its_key_or_for_an_address_without_https_is_refused()
    {
        var (certificate, key) = _authority.Issue("localhost");

        Assert.Contains(
            "Sanctum:Gateway:Tls:Key is missing", Refusal("https://127.0.0.1:0", certificate, ""), StringComparison.Ordinal);
        Assert.Contains("must begin with https", Refusal("http://127.0.0.1:0", certificate, key), StringComparison.Ordinal);
        Assert.Contains("Sanctum:Gateway:Tls:Certificate", Refusal("https://127.0.0.1:0", key, key), StringComparison.Ordinal);
    }

#pragma warning disable SYSLIB0039, CA5397 // What is no longer allowed is what is asked for.
    private const SslProtocols Tls11 = SslProtocols.Tls11;
#pragma warning restore SYSLIB0039, CA5397

    private static string Refusal(string url, string certificate, string key) =>
        Assert.ThrowsAny<ValidationException>(() => SiloHost.Build(
        [
            "--Sanctum:Gateway:Enabled=true", $"--Sanctum:Gateway:Url={url}",
            $"--Sanctum:Gateway:Tls:Certificate={certificate}", $"--Sanctum:Gateway:Tls:Key={key}",
        ])).Message;

    private HttpClient Trusting(Uri address, SslProtocols protocols)
    {
        var trust = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        trust.CustomTrustStore.Add(_authority.Certificate);
        return new HttpClient(new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                CertificateChainPolicy = trust,
                EnabledSslProtocols = protocols,
            },
        })
        {
            BaseAddress = new UriBuilder(address) { Host = "localhost" }.Uri,
        };
    }

    private sealed class Running : IAsyncDisposable
    {
        public RunningGateway Product { get; } = new();

        public async ValueTask DisposeAsync() => await Product.DisposeAsync();
    }
}
