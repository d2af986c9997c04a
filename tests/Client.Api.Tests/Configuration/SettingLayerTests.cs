using System.Collections.Immutable;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Sanctum.Configuration;
using Sanctum.Edge;

namespace Sanctum.Tests.Configuration;

/// <summary>Which layer of settings wins, and what the list of settings says of it.</summary>
public sealed class SettingLayerTests : IDisposable
{
    private const string Headers = "Sanctum:Gateway:MaxHeaders";

    private readonly string _folder = Directory.CreateTempSubdirectory("sanctum-layers-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(0, "100", "default")]
    [InlineData(1, "21", "file settings.yaml")]
    [InlineData(2, "22", "file settings.staging.yaml")]
    [InlineData(3, "23", "file .env")]
    [InlineData(4, "24", "environment")]
    [InlineData(5, "25", "command line")]
    [InlineData(6, "26", "secret store file")]
    public void Each_layer_wins_over_those_before_it(int layers, string value, string source)
    {
        Write("settings.yaml", layers >= 1, "Sanctum:\n  Gateway:\n    MaxHeaders: 21\n");
        Write("settings.staging.yaml", layers >= 2, "sanctum: { gateway: { maxheaders: 22 } }");
        Write("settings.development.yaml", isThere: true, "Sanctum: { Gateway: { MaxHeaders: 99 } }");
        Write(".env", layers >= 3, "# a comment\nexport Sanctum__Gateway__MaxHeaders=\"23\" # another\n\nOTHER='a b'\n");
        Write("headers", layers >= 6, "26\n");

        var settings = Layered(
            layers >= 4 ? "24" : null, layers >= 6 ? "secret://file/headers" : layers >= 5 ? "25" : null);

        var shown = Read(settings).Single(setting => setting.Name == Headers);
        Assert.Equal(source, shown.Source);
        // What comes from a store is a secret, whatever it is called; a number is shown all the same.
        Assert.Equal(layers == 6 ? "[REDACTED]" : value, shown.Value);
        Assert.Equal(value, settings[Headers] ?? "100");
    }

    [Fact]
    public void Lists_and_quotes_of_files_are_read()
    {
        Write(
            "settings.yaml", isThere: true,
            "Sanctum:\n  Gateway:\n    CorsOrigins: [https://a.example, https://b.example]\n    Url: ~\n");
        Write(".env", isThere: true, "A='single \\n'\nB=\"two\\nlines\"\nC=plain # no more\nD=with#hash\nE=\n");

        var settings = Layered(fromEnvironment: null, fromCommandLine: null);

        Assert.Equal(
            "https://a.example, https://b.example",
            Read(settings).Single(setting => setting.Name == "Sanctum:Gateway:CorsOrigins").Value);
        Assert.Null(settings["Sanctum:Gateway:Url"]);
        Assert.Equal(
            ["single \\n", "two\nlines", "plain", "with#hash", ""],
            new[] { "A", "B", "C", "D", "E" }.Select(name => settings[name]));
    }

    [Fact]
    public void Live_settings_win_over_all_and_are_taken_back()
    {
        var settings = Layered("24", "25");
        var live = new LiveSettings();
        ((IConfigurationBuilder)settings).Add(live);

        live.Replace([new LiveSetting(Headers, "30")]);
        Assert.Equal(("30", "live"), Shown());
        live.Replace([]);

        Assert.Equal(("25", "command line"), Shown());

        (string?, string) Shown()
        {
            var setting = Read(settings).Single(one => one.Name == Headers);
            return (setting.Value, setting.Source);
        }
    }

    [Fact]
    public void The_last_valid_options_stay_where_a_changed_file_is_not_valid()
    {
        var guard = new OptionsGuard(new ServiceCollection().AddLogging().BuildServiceProvider());
        var (max, valid) = (5, new LastValidOptions<GatewayOptions>());
        GuardedOptionsFactory<GatewayOptions> Factory() => new(
            [new ConfigureNamedOptions<GatewayOptions>("", options => options.MaxHeaders = max)], [],
            [new DataAnnotationValidateOptions<GatewayOptions>("")], valid, guard);

        Assert.Throws<OptionsValidationException>(() => Factory().Create(""));
        max = 50;
        Assert.Equal(50, Factory().Create("").MaxHeaders);
        max = 5;
        Assert.Equal(50, Factory().Create("").MaxHeaders);
        Assert.Contains("MaxHeaders", Assert.Single(guard.Refused), StringComparison.Ordinal);
        max = 60;
        Assert.Equal(60, Factory().Create("").MaxHeaders);

        Assert.Empty(guard.Refused);
    }

    private static ImmutableArray<SettingView> Read(IConfiguration settings) =>
        new SettingsReader(new SettingsCatalog([typeof(GatewayOptions).Assembly]), settings).Read();

    private ConfigurationManager Layered(string? fromEnvironment, string? fromCommandLine)
    {
        var settings = new ConfigurationManager();
        using var variable = new Variable("Sanctum__Gateway__MaxHeaders", fromEnvironment);
        settings.AddEnvironmentVariables();
        settings.AddCommandLine(
        [
            $"--SANCTUM_SETTINGS={_folder}", "--SANCTUM_PROFILE=Staging", $"--Sanctum:SecretStores:File:Folder={_folder}",
            .. fromCommandLine is null ? Array.Empty<string>() : [$"--{Headers}={fromCommandLine}"],
        ]);
        settings.AddSettingLayers("Production");
        return settings;
    }

    private void Write(string file, bool isThere, string text)
    {
        if (isThere)
            File.WriteAllText(Path.Combine(_folder, file), text);
    }

    /// <summary>A variable of this process, which other tests do not read.</summary>
    private sealed class Variable : IDisposable
    {
        private readonly string _name;

        public Variable(string name, string? value)
        {
            _name = name;
            Environment.SetEnvironmentVariable(name, value);
        }

        public void Dispose() => Environment.SetEnvironmentVariable(_name, null);
    }
}
