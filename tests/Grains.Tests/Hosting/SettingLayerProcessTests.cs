using System.Text.Json.Nodes;
using Sanctum.Testing;

namespace Sanctum.Hosting;

/// <summary>Processes whose settings come from files and secret stores.</summary>
public sealed class SettingLayerProcessTests : IDisposable
{
    private const string Secret = "c0rrect-h0rse-battery";
    private static readonly (string, string) WithGateway = ("Sanctum:Gateway:Enabled", "true");

    private readonly string _folder = Directory.CreateTempSubdirectory("sanctum-settings-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(
        "settings.yaml", "Sanctum: { Queue: { MaxDepth: 0 } }", "Sanctum:Queue:MaxDepth", "It is '0', from file settings.yaml.")]
    [InlineData(
        "settings.production.yaml", "Sanctum:\n  Queue:\n    MaxDepth: 0\n", "Sanctum:Queue:MaxDepth",
        "It is '0', from file settings.production.yaml.")]
    [InlineData(".env", "Sanctum__Queue__MaxDepth=0", "Sanctum:Queue:MaxDepth", "It is '0', from file .env.")]
    [InlineData(
        ".env", "Sanctum__Queue__MaxDepth=many", "Sanctum:Queue:MaxDepth: It must be 1 to 10000000.",
        "It is 'many', from file .env.")]
    [InlineData(
        ".env", "Sanctum__Gateway__MaxHeaders=many", "Sanctum:Gateway:MaxHeaders: It must be 16 to 1000.", "It is 'many', from")]
    [InlineData(".env", "Sanctum__Cluster__MissedProbes=1", "Sanctum:Cluster:MissedProbes", "It is '1', from file .env.")]
    [InlineData("settings.yaml", "a: [", "settings.yaml, line ", "is not YAML")]
    [InlineData("settings.yaml", "a: 'c0rrect-h0rse-battery", "settings.yaml, line 1", "is not YAML")]
    [InlineData(".env", "c0rrect-h0rse-battery", ".env, line 1", "is not NAME=value")]
    public async Task A_bad_setting_of_a_file_is_one_line_with_its_value_and_source_and_exit_code_78(
        string file, string text, string named, string said)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, file), text);
        await using var process = ProductProcess.Start(
            ProductProcess.Silo, WithGateway, ("SANCTUM_SETTINGS", _folder), ("SANCTUM_PROFILE", "production"));

        var line = await Refusal(process);

        Assert.Contains(named, line, StringComparison.Ordinal);
        Assert.Contains(said, line, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, process.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SANCTUM_PROFILE", "party", "'party' is none of development, staging, production.")]
    [InlineData("SANCTUM_SETTINGS", "/no/such/folder", "there is no folder '/no/such/folder'.")]
    public async Task A_profile_or_folder_that_there_is_not_ends_the_start(string variable, string value, string why)
    {
        await using var process = ProductProcess.Start(ProductProcess.Silo, WithGateway, (variable, value));

        Assert.Contains($"{variable}: {why}", await Refusal(process), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("secret://env/NO_SUCH_VARIABLE", "there is no such variable.")]
    [InlineData("secret://file/missing", "there is no such file, or it may not be read.")]
    [InlineData("secret://file/../outside", "its path leaves the store's folder.")]
    [InlineData("secret://vault/sanctum#openai", "the store cannot be reached")]
    [InlineData("secret://attic/box", "there is no store 'attic'; there are env, file, kubernetes, ssm, vault.")]
    public async Task A_secret_that_cannot_be_read_ends_the_start_with_its_name_only(string reference, string why)
    {
        await using var process = ProductProcess.Start(
            ProductProcess.Silo, WithGateway, ("Sanctum:Models:Providers:openai:ApiKey", reference),
            ("Sanctum:SecretStores:File:Folder", _folder),
            ("Sanctum:SecretStores:Vault:Address", $"http://127.0.0.1:{FreePort.Next()}"),
            ("Sanctum:SecretStores:Vault:Token", Secret));

        var line = await Refusal(process);

        Assert.Contains("Sanctum:Models:Providers:openai:ApiKey: the secret", line, StringComparison.Ordinal);
        Assert.Contains(why, line, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, process.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Sanctum:Gateway:MaxHeaders")]
    [InlineData("Sanctum:Queue:MaxDepth")]
    [InlineData("Sanctum:Cluster:MissedProbes")]
    public async Task A_secret_with_a_bad_value_is_masked_where_the_start_ends(string setting)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "depth"), $"{Secret}\n");
        await using var process = ProductProcess.Start(
            ProductProcess.Silo, WithGateway, (setting, "secret://file/depth"),
            ("Sanctum:SecretStores:File:Folder", _folder));

        var line = await Refusal(process);

        Assert.Contains($"{setting}: ", line, StringComparison.Ordinal);
        Assert.Contains("It is '[REDACTED]', from secret store file.", line, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, process.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_with_a_bad_address_ends_the_start_without_its_value()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "address"), $"{Secret}\n");
        await using var process = ProductProcess.Start(
            ProductProcess.Silo, WithGateway, ("Sanctum:Gateway:Url", "secret://file/address"),
            ("Sanctum:SecretStores:File:Folder", _folder));

        Assert.Contains("Sanctum:Gateway:Url: ", await Refusal(process), StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, process.ToString(), StringComparison.Ordinal);
    }

    private static async Task<string> Refusal(ProductProcess process)
    {
        Assert.Equal(78, await process.Ends());
        return JsonNode.Parse(Assert.Single(process.Logged("Warning", "Error", "Critical")))!["@m"]!.GetValue<string>();
    }
}
