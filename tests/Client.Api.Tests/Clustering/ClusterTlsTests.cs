using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Net.Http.Json;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sanctum.Hosting;
using Sanctum.Testing;

namespace Sanctum.Clustering;

/// <summary>A silo and gateways that are clients of it, with certificates that the test issues.</summary>
public sealed class ClusterTlsTests : IAsyncLifetime
{
    private readonly TestAuthority _authority = new();
    private readonly TestAuthority _otherAuthority = new();
    private readonly LogLines _log = new();
    private readonly List<WebApplication> _started = [];
    private string _database = "";
    private int _gatewayPort;

    public async Task InitializeAsync() => _database = await (await PostgresServer.Shared).CreateDatabase();

    public async Task DisposeAsync()
    {
        foreach (var app in Enumerable.Reverse(_started))
            await app.DisposeAsync();
        _authority.Dispose();
        _otherAuthority.Dispose();
    }

    [Fact]
    public async Task A_gateway_and_a_silo_of_one_authority_work_together_and_strangers_are_refused()
    {
        await StartSilo(Tls(_authority));
        using var gateway = await Client(StartGateway(Tls(_authority)));
        using var stranger = await Client(StartGateway(Tls(_otherAuthority)));
        using var plain = await Client(StartGateway([]));

        await Eventually.True(async () => (await gateway.GetAsync("/ready")).IsSuccessStatusCode);
        using var created = await gateway.PostAsJsonAsync(
            "/v1/agents", new { name = "ada", personality = new { core_identity = "Me." } });

        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        foreach (var refused in new[] { stranger, plain })
            await Eventually.True(
                async () => (await Problem(refused)).Contains("No silo of the cluster", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_silo_refuses_who_has_no_certificate_and_shows_its_own_by_tls_alone()
    {
        await StartSilo(Tls(_authority));

        Assert.False(await IsServed(certificate: null));
        Assert.False(await IsServed(Load(_otherAuthority.Issue())));
        Assert.False(await IsServed(Load(_authority.Issue("another-name"))));
        await Eventually.True(() => Task.FromResult(_log.All.Any(line =>
            line.Contains("is not trusted: It is not valid for the name 'sanctum'", StringComparison.Ordinal))));
    }

    [Fact]
    public void A_certificate_that_the_others_would_refuse_or_that_is_not_complete_ends_the_start()
    {
        var (certificate, key) = _authority.Issue();
        var (otherCertificate, otherKey) = _otherAuthority.Issue();
        var (otherName, keyOfOtherName) = _authority.Issue("another-name");
        var (expired, keyOfExpired) = _authority.Issue(until: DateTimeOffset.UtcNow.AddDays(-1), file: "expired");

        Assert.Contains("would refuse it", Refusal(otherCertificate, otherKey, _authority.Path), StringComparison.Ordinal);
        Assert.Contains("name 'sanctum'", Refusal(otherName, keyOfOtherName, _authority.Path), StringComparison.Ordinal);
        Assert.Contains("would refuse it", Refusal(expired, keyOfExpired, _authority.Path), StringComparison.Ordinal);
        Assert.Contains(
            "Sanctum:Cluster:Tls:Key is missing", Refusal(certificate, "", _authority.Path), StringComparison.Ordinal);
        Assert.Contains("Sanctum:Cluster:Tls:Authority is missing", Refusal(certificate, key, ""), StringComparison.Ordinal);
        Assert.Contains(
            "Sanctum:Cluster:Tls:Certificate is missing", Refusal("", key, _authority.Path), StringComparison.Ordinal);
        Assert.Contains("Sanctum:Cluster:Tls:Authority", Refusal(certificate, key, key), StringComparison.Ordinal);
    }

    private static string Refusal(string certificate, string key, string authority) =>
        Assert.ThrowsAny<ValidationException>(() => SiloHost.Build(Arguments(certificate, key, authority))).Message;

    private static string[] Tls(TestAuthority authority)
    {
        var (certificate, key) = authority.Issue();
        return Arguments(certificate, key, authority.Path);
    }

    private static string[] Arguments(string certificate, string key, string authority) =>
    [
        $"--Sanctum:Cluster:Tls:Certificate={certificate}", $"--Sanctum:Cluster:Tls:Key={key}",
        $"--Sanctum:Cluster:Tls:Authority={authority}",
    ];

    private async Task StartSilo(string[] settings)
    {
        var own = OwnCluster.Settings();
        _gatewayPort = int.Parse(own["Sanctum:Cluster:GatewayPort"]!, System.Globalization.CultureInfo.InvariantCulture);
        var silo = SiloHost.Build(
            [$"--SANCTUM_POSTGRES={_database}", .. own.Select(setting => $"--{setting.Key}={setting.Value}"), .. settings],
            services => services.AddLogging(logging => logging.ClearProviders().AddProvider(_log)));
        _started.Add(silo);
        await silo.StartAsync();
    }

    // It starts for as long as no silo lets it in.
    private WebApplication StartGateway(string[] settings)
    {
        var gateway = GatewayHost.Build(
        [
            $"--SANCTUM_POSTGRES={_database}", "--Sanctum:Gateway:Url=http://127.0.0.1:0", "--Logging:LogLevel:Default=None",
            "--Sanctum:Access:Required=false", .. settings,
        ]);
        _started.Add(gateway);
        gateway.StartAsync().Ignore();
        return gateway;
    }

    private static async Task<HttpClient> Client(WebApplication gateway)
    {
        var url = await Eventually.Get(
            () => Task.FromResult(gateway.Urls.SingleOrDefault()),
            url => url is not null && !url.EndsWith(":0", StringComparison.Ordinal));
        return new HttpClient { BaseAddress = new Uri(url!) };
    }

    private static async Task<string> Problem(HttpClient gateway)
    {
        using var answer = await gateway.GetAsync("/ready");
        return answer.StatusCode == HttpStatusCode.ServiceUnavailable ? await answer.Content.ReadAsStringAsync() : "";
    }

    private static X509Certificate2 Load((string Certificate, string Key) files) =>
        X509Certificate2.CreateFromPemFile(files.Certificate, files.Key);

    // A client's certificate is looked at after the client's side of the handshake, so the end of the connection says it.
    private async Task<bool> IsServed(X509Certificate2? certificate)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, _gatewayPort);
        await using var tls = new SslStream(client.GetStream(), false, (_, shown, _, _) => shown!.Issuer == "CN=test authority");
        try
        {
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = "sanctum",
                ClientCertificates = certificate is null ? null : [certificate],
            });
            return await tls.ReadAsync(new byte[1]) > 0;
        }
        catch (Exception exception) when (exception is IOException or AuthenticationException)
        {
            return false;
        }
    }
}
