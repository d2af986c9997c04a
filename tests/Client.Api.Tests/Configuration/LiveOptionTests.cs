using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Sanctum.Configuration;
using Sanctum.Hosting;

namespace Sanctum.Tests.Configuration;

/// <summary>What holds for every options class of the product.</summary>
public sealed class LiveOptionTests
{
    private const BindingFlags Everything =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Lazy<SettingsCatalog> Catalog = new(() =>
    {
        using var app = SiloHost.Build(["--Sanctum:Gateway:Enabled=true"]);
        return app.Services.GetRequiredService<SettingsCatalog>();
    });

    [Fact]
    public async Task Every_option_is_in_one_group_and_the_catalog_has_no_other()
    {
        var bound = (await BoundOptions.Find()).Select(setting => setting.Key).Order(StringComparer.Ordinal);

        // What .NET itself reads is bound by nobody here.
        Assert.Equal(
            bound, Catalog.Value.All.Select(setting => setting.Name).Where(name => name != "Logging:LogLevel"));
    }

    [Fact]
    public void A_dozen_options_and_more_are_live_and_each_is_one_value_that_is_no_secret()
    {
        var live = Catalog.Value.All.Where(setting => setting.IsLive).ToList();

        Assert.InRange(live.Count, 12, Catalog.Value.All.Length / 2);
        Assert.All(live, setting => Assert.False(setting.IsList || setting.IsSecret, setting.Name));
    }

    [Fact]
    public void Who_reads_options_that_may_be_live_is_told_of_changes()
    {
        var live = Catalog.Value.All.Where(setting => setting.IsLive).Select(setting => setting.Property.DeclaringType!)
            .Select(options => typeof(IOptions<>).MakeGenericType(options)).ToHashSet();
        var deaf = new[] { typeof(SiloHost), typeof(GatewayHost), typeof(ServiceRegistration), typeof(SettingsReader) }
            .SelectMany(type => type.Assembly.GetTypes())
            .Where(type => !type.IsDefined(typeof(CompilerGeneratedAttribute)))
            .SelectMany(type => type.GetConstructors(Everything).Cast<MethodBase>().Concat(type.GetMethods(Everything)))
            .Where(method => !method.IsDefined(typeof(CompilerGeneratedAttribute)))
            .Where(method => method.GetParameters().Any(parameter => live.Contains(parameter.ParameterType)))
            .Select(method => $"{method.DeclaringType}.{method.Name}");

        Assert.Empty(deaf);
    }

    [Fact]
    public void Document_lists_the_live_settings()
    {
        var text = SourceFiles.Text("docs/configuration.md");
        var start = text.IndexOf("## Live settings", StringComparison.Ordinal);
        var chapter = text[start..text.IndexOf("\n## ", start + 1, StringComparison.Ordinal)];

        var missing = Catalog.Value.All.Where(setting => setting.IsLive).Select(setting => $"`{setting.Name}`")
            .Where(name => !chapter.Contains(name, StringComparison.Ordinal)).ToList();
        var stale = Catalog.Value.All.Where(setting => !setting.IsLive).Select(setting => $"`{setting.Name}`")
            .Where(name => chapter.Contains(name, StringComparison.Ordinal)).ToList();

        Assert.True(missing.Count + stale.Count == 0, $"lacks {string.Join(", ", missing)}; has {string.Join(", ", stale)}");
    }
}
