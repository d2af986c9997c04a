using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Sanctum.Access;
using Sanctum.Budgets;
using Sanctum.Hosting;
using Sanctum.Models.Remote;

namespace Sanctum.Tests;

/// <summary>
/// Every options class that a silo binds, alone or with the gateway in it, found in what it registers, and where it binds it.
/// </summary>
internal static class BoundOptions
{
    public static async Task<IReadOnlyList<Setting>> Find()
    {
        // Made by hand, one for each section that configuration names.
        var settings = SettingsOf(typeof(ProviderOptions), "Sanctum:Models:Providers:NAME").ToList();
        settings.AddRange(SettingsOf(typeof(ModelPriceOptions), "Sanctum:Budgets:Prices:MODEL"));
        settings.AddRange(SettingsOf(typeof(PlatformFeeOptions), "Sanctum:Budgets:PlatformFees:PLATFORM"));
        settings.AddRange(SettingsOf(typeof(SignInProviderOptions), "Sanctum:Access:Providers:NAME"));
        settings.AddRange(await FindIn("--Sanctum:Gateway:Enabled=true"));
        settings.AddRange(await FindIn("--Sanctum:Gateway:Enabled=false"));
        return [.. settings.DistinctBy(setting => setting.Key)];
    }

    private static async Task<IReadOnlyList<Setting>> FindIn(string shape)
    {
        var asked = new AskedConfiguration();
        var types = new List<Type>();
        await using var app = SiloHost.Build([shape], services =>
        {
            types.AddRange(services.Select(service => service.ServiceType)
                .Where(IsBinding).Select(type => type.GetGenericArguments()[0]).Where(IsOurs));
            services.AddSingleton<IConfiguration>(asked);
        });
        return [.. types.SelectMany(type => SettingsOf(type, SectionOf(type, app.Services, asked)))];
    }

    private static bool IsBinding(Type service) =>
        service.IsGenericType && service.GetGenericTypeDefinition() == typeof(IOptionsChangeTokenSource<>);

    private static bool IsOurs(Type options) => options.Assembly.GetName().Name!.StartsWith("Sanctum.", StringComparison.Ordinal);

    private static IEnumerable<Setting> SettingsOf(Type options, string section) =>
        options.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite).Select(
            property => new Setting(section, property));

    private static string SectionOf(Type options, IServiceProvider services, AskedConfiguration asked) =>
        (string)typeof(BoundOptions).GetMethod(nameof(Bind), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(options).Invoke(null, [services, asked])!;

    private static string Bind<T>(IServiceProvider services, AskedConfiguration asked) where T : class, new()
    {
        asked.Sections.Clear();
        foreach (var step in services.GetServices<IConfigureOptions<T>>())
            step.Configure(new T());
        return asked.Sections.Single();
    }

    /// <summary>Holds nothing, and remembers which sections it was asked for.</summary>
    private sealed class AskedConfiguration : IConfiguration
    {
        private readonly IConfigurationRoot _empty = new ConfigurationBuilder().Build();

        public List<string> Sections { get; } = [];

        public string? this[string key]
        {
            get => null;
            set => throw new NotSupportedException();
        }

        public IConfigurationSection GetSection(string key)
        {
            Sections.Add(key);
            return _empty.GetSection(key);
        }

        public IEnumerable<IConfigurationSection> GetChildren() => [];

        public IChangeToken GetReloadToken() => _empty.GetReloadToken();
    }
}
