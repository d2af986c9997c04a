using System.ComponentModel.DataAnnotations;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Sanctum.Configuration;
using Sanctum.Hosting;
using Sanctum.Secrets;
using Sanctum.Testing;

namespace Sanctum.Tests.Configuration;

/// <summary>
/// Secret stores on loopback that speak the published HTTP formats of Vault's KV version 2, of Kubernetes' API and of AWS'
/// Parameter Store: none of the three is here.
/// </summary>
public sealed class SecretStoreTests : IAsyncLifetime
{
    private const string Setting = "Sanctum:Models:Providers:openai:ApiKey";
    private const string Secret = "c0rrect-h0rse-battery";

    private readonly string _folder = Directory.CreateTempSubdirectory("sanctum-secrets-").FullName;
    private LoopbackReceiver _store = null!;

    public async Task InitializeAsync() => _store = await LoopbackReceiver.Start();

    public async Task DisposeAsync()
    {
        await _store.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("secret://vault/sanctum/models#openai", "/v1/kv/data/sanctum/models")]
    [InlineData("secret://vault/sanctum/models", "/v1/kv/data/sanctum/models")]
    public void Vault_gives_a_field_of_a_secret(string reference, string path)
    {
        Answer(new JsonObject
        {
            ["request_id"] = "1",
            ["data"] = new JsonObject
            {
                ["data"] = new JsonObject { ["openai"] = Secret, ["value"] = Secret },
                ["metadata"] = new JsonObject { ["version"] = 3 },
            },
        });
        File.WriteAllText(Path.Combine(_folder, "vault-token"), "s.token\n");

        var settings = Resolve(
            reference, $"Sanctum:SecretStores:Vault:Address={_store.Url}", "Sanctum:SecretStores:Vault:Mount=kv",
            "Sanctum:SecretStores:Vault:Token=secret://file/vault-token", "Sanctum:SecretStores:Vault:Namespace=team",
            $"Sanctum:SecretStores:File:Folder={_folder}");

        Assert.Equal(Secret, settings[Setting]);
        var request = Assert.Single(_store.Requests);
        Assert.Equal(
            (path, "s.token", "team"), (request.Path, request.Headers["x-vault-token"], request.Headers["x-vault-namespace"]));
        var shown = new SettingsReader(new SettingsCatalog([typeof(ServiceRegistration).Assembly]), settings).Read()
            .Single(setting => setting.Name == Setting);
        Assert.Equal(("[REDACTED]", "secret store vault"), (shown.Value, shown.Source));
        Assert.Equal($"an answer with [secret]", new ConfiguredSecrets(settings).Hide($"an answer with {Secret}"));
    }

    [Fact]
    public void Kubernetes_gives_a_mounted_secret_and_one_of_the_API_server()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "models"));
        File.WriteAllText(Path.Combine(_folder, "models", "openai"), Secret);
        File.WriteAllText(Path.Combine(_folder, "token"), "jwt");
        Answer(new JsonObject
        {
            ["kind"] = "Secret",
            ["apiVersion"] = "v1",
            ["data"] = new JsonObject { ["openai"] = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Secret}-2")) },
        });

        var mounted = Resolve("secret://kubernetes/models#openai", $"Sanctum:SecretStores:Kubernetes:Folder={_folder}");
        var asked = Resolve(
            "secret://kubernetes/models#openai", $"Sanctum:SecretStores:Kubernetes:Url={_store.Url}",
            "Sanctum:SecretStores:Kubernetes:Namespace=agents",
            $"Sanctum:SecretStores:Kubernetes:TokenFile={Path.Combine(_folder, "token")}");

        Assert.Equal((Secret, $"{Secret}-2"), (mounted[Setting], asked[Setting]));
        var request = Assert.Single(_store.Requests);
        Assert.Equal(
            ("/api/v1/namespaces/agents/secrets/models", "Bearer jwt"), (request.Path, request.Headers["authorization"]));
    }

    [Theory]
    [InlineData("secret://ssm//sanctum/openai", "/sanctum/openai", Secret)]
    [InlineData("secret://ssm/openai#key", "openai", $$"""{"key":"{{Secret}}"}""")]
    public void Parameter_Store_gives_a_decrypted_parameter(string reference, string name, string value)
    {
        Answer(new JsonObject
        {
            ["Parameter"] = new JsonObject
            {
                ["ARN"] = $"arn:aws:ssm:eu-central-1:1:parameter/{name}",
                ["Name"] = name,
                ["Type"] = "SecureString",
                ["Value"] = value,
                ["Version"] = 1,
            },
        });

        var settings = Resolve(reference, Ssm());

        Assert.Equal(Secret, settings[Setting]);
        var request = Assert.Single(_store.Requests);
        Assert.Equal("AmazonSSM.GetParameter", request.Headers["x-amz-target"]);
        Assert.Contains("Credential=AKIDEXAMPLE/", request.Headers["authorization"], StringComparison.Ordinal);
        var asked = JsonNode.Parse(request.Body)!;
        Assert.Equal((name, true), (asked.Text("Name"), asked["WithDecryption"]!.GetValue<bool>()));
    }

    [Theory]
    [InlineData(403, """{"errors":["c0rrect-h0rse-battery is denied"]}""", "the store answered 403.")]
    [InlineData(404, """{"errors":[]}""", "the store answered 404.")]
    [InlineData(307, "", "the store answered 307.")]
    [InlineData(200, "c0rrect-h0rse-battery", "the store did not answer with JSON.")]
    [InlineData(200, """{"data":{"data":{"other":"c0rrect-h0rse-battery"}}}""", "the store has no such field.")]
    [InlineData(200, """{"data":{"data":{"openai":{"a":"c0rrect-h0rse-battery"}}}}""", "the field is not a text.")]
    [InlineData(200, """{"data":{"data":{"openai":""}}}""", "it is empty, or has more than")]
    public void What_a_store_answers_instead_is_in_no_message(int status, string body, string why)
    {
        _store.Answer = (_, http) =>
        {
            http.Response.StatusCode = status;
            http.Response.Headers.Location = "/elsewhere";
            return http.Response.WriteAsync(body);
        };

        var refused = Assert.Throws<ValidationException>(() => Resolve(
            "secret://vault/sanctum#openai", $"Sanctum:SecretStores:Vault:Address={_store.Url}"));

        Assert.StartsWith(
            $"{Setting}: the secret secret://vault/sanctum#openai cannot be read: {why}", refused.Message,
            StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_parameter_that_there_is_not_is_named_and_nothing_else()
    {
        _store.Answer = (_, http) =>
        {
            http.Response.StatusCode = 400;
            http.Response.ContentType = "application/x-amz-json-1.1";
            return http.Response.WriteAsync($$"""{"__type":"ParameterNotFound","message":"{{Secret}}"}""");
        };

        var refused = Assert.Throws<ValidationException>(() => Resolve("secret://ssm/openai", Ssm()));

        Assert.Contains("the store answered 400, ParameterNotFound.", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_variable_of_the_environment_is_read()
    {
        Environment.SetEnvironmentVariable("SECRET_OF_A_TEST", Secret);

        Assert.Equal(Secret, Resolve("secret://env/SECRET_OF_A_TEST")[Setting]);
    }

    private string[] Ssm() =>
    [
        $"Sanctum:SecretStores:Ssm:Url={_store.Url}", "Sanctum:SecretStores:Ssm:Region=eu-central-1",
        "Sanctum:SecretStores:Ssm:AccessKey=AKIDEXAMPLE", "Sanctum:SecretStores:Ssm:SecretKey=of-the-example",
    ];

    private void Answer(JsonObject body) => _store.Answer = (_, http) =>
    {
        http.Response.ContentType = "application/json";
        return http.Response.WriteAsync(body.ToJsonString());
    };

    private static ConfigurationManager Resolve(string reference, params string[] others)
    {
        var settings = new ConfigurationManager();
        settings.AddCommandLine([.. others.Append($"{Setting}={reference}").Select(setting => $"--{setting}")]);
        settings.AddSecrets();
        return settings;
    }
}
